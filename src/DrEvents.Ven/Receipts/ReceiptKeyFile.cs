namespace DrEvents.Ven.Receipts;

/// <summary>Reads the keys by which receipts are told to be genuine.</summary>
internal static class ReceiptKeyFile
{
    /// <summary>The keys of the file that is configured; none where there is none, or where it cannot be used, which the reader is told.</summary>
    public static ReceiptKeys Read(KeyReader read)
    {
        const string key = "Ven:ReceiptKeyFile";
        if (read.File(key) is not { } path || !File.Exists(path))
            return ReceiptKeys.None;
        try
        {
            var (keys, problem) = ReceiptKeys.Read(File.ReadAllText(path));
            if (problem is not null)
                read.Fail($"{key}: {path} {problem}");
            return keys ?? ReceiptKeys.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            read.Fail($"{key}: {e.Message}");
            return ReceiptKeys.None;
        }
    }
}
