namespace DrEvents.Cli.Output;

/// <summary>A file that a verb makes: nothing that is there is written over, and what is not whole is not left behind.</summary>
static class NewFile
{
    /// <param name="option">The option that names it, for messages.</param>
    public static async Task Write(string option, string path, Func<Stream, Task> write)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw VerbFailed.BadInput($"{option}: {e.Message}");
        }
        try
        {
            await using (file)
                await write(file);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }
}
