using System.Buffers.Text;

namespace DrEvents.Backend.Features.Access;

/// <summary>Links that are good once and for a while. Their code is 256 random bits, of which only a hash is stored.</summary>
public static class Links
{
    public const string SetupPath = "/setup";
    public const string InvitationPath = "/invitation";
    private const int CodeBytes = 32;

    public static readonly TimeSpan SetupLives = TimeSpan.FromHours(1);
    public static readonly TimeSpan InvitationLives = TimeSpan.FromDays(3);

    public static string NewCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));

    public static string HashOf(string code) => Convert.ToHexStringLower(ApiKey.HashOf(code));

    public static LinkView To(string path, string code, DateTimeOffset expiresAt) => new($"{path}?code={code}", expiresAt);
}
