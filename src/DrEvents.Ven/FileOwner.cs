using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace DrEvents.Ven;

/// <summary>Whose a file is, by the numbers of users that Linux knows. .NET itself does not tell it; other systems are not asked.</summary>
internal static class FileOwner
{
    // Of statx, whose form is the same on every processor (statx(2)).
    private const int FromWorkingFolder = -100;
    private const uint OwnerAndGroup = 0x8 | 0x10;
    private const int OwnerAt = 20;
    private const int GroupAt = 24;
    private const int StatusLength = 256;

    private const uint Unchanged = uint.MaxValue;

    /// <summary>The user that this process acts as; null where the system does not tell.</summary>
    public static uint? Me => OperatingSystem.IsLinux() ? EffectiveUser() : null;

    /// <summary>The owner of a file or folder; null where there is none, or the system does not tell.</summary>
    public static uint? Of(string path) => Told(path, OwnerAt);

    /// <summary>Gives a new file the group of the one that it takes the place of, where the system lets whoever runs this do so.</summary>
    public static void TakeGroup(SafeFileHandle file, string before)
    {
        if (Told(before, GroupAt) is { } group)
            _ = ChangeOwner(file, Unchanged, group);
    }

    /// <summary>A user's name; the number, as <c>sudo -u</c> takes it, where there is none.</summary>
    public static string NameOf(uint user)
    {
        // An entry begins with the address of the name, on every processor.
        var entry = OperatingSystem.IsLinux() ? EntryOf(user) : 0;
        return entry != 0 && Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(entry)) is { Length: > 0 } name ? name : $"'#{user}'";
    }

    private static uint? Told(string path, int place)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var status = new byte[StatusLength];
        try
        {
            return Status(FromWorkingFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, OwnerAndGroup, status) == 0
                ? BitConverter.ToUInt32(status, place)
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint EffectiveUser();

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Status(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "fchown")]
    private static extern int ChangeOwner(SafeFileHandle file, uint owner, uint group);

    [DllImport("libc", EntryPoint = "getpwuid")]
    private static extern nint EntryOf(uint user);
}
