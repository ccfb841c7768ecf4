namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>
/// Whose a home's file is. What is written anew is the writer's: the secrets beside it could be read by nobody else, and the VEN would not start any
/// more. So only who owns the file adds to it, and root is no exception.
/// </summary>
internal static class HomeOwner
{
    /// <summary>Why somebody does not add to a file; null where he may, or the system does not tell whose it is.</summary>
    /// <param name="path">The file; its folder counts where it is not there yet.</param>
    /// <param name="user">Who adds.</param>
    public static string? Problem(string path, uint? user)
    {
        var place = PlaceOf(path);
        if (FileOwner.Of(place) is not { } owner || user is not { } me || owner == me)
            return null;
        var name = FileOwner.NameOf(owner);
        return $"{place} belongs to {name}, and this is {FileOwner.NameOf(me)}, whose the file and its secrets would be then, and the VEN could "
            + $"not read them: add the device at the VEN's page, or as that user: sudo -u {name} drevents-ven device add …";
    }

    /// <summary>The words before a command that is run as the owner of a file; none where whoever runs it is the owner, or nobody knows.</summary>
    public static string Becoming(string path) =>
        FileOwner.Of(PlaceOf(path)) is { } owner && owner != FileOwner.Me ? $"sudo -u {FileOwner.NameOf(owner)} " : "";

    private static string PlaceOf(string path)
    {
        var file = WholeFile.Target(Path.GetFullPath(path));
        return File.Exists(file) ? file : Path.GetDirectoryName(file) ?? "/";
    }
}
