using Microsoft.AspNetCore.Identity;

namespace DrEvents.Backend.Features.Access;

/// <summary>
/// A password is long, and is not among what is tried first: common ones, names, years, rows of the keyboard, with the usual letters exchanged. Zxcvbn knows
/// those, so that nobody is asked for a digit and a sign.
/// </summary>
public sealed class PasswordStrength : IPasswordValidator<User>
{
    public const int CharactersMin = 12;
    public const int CharactersMax = 128;

    /// <summary>Of 0 to 4: at 3 some 10^8 guesses do not find it.</summary>
    private const int ScoreMin = 3;

    /// <summary>It takes longer than the square of the length, and what is as long and good so far is good.</summary>
    private const int CharactersWeighed = 40;

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(
            Problem(password, user.Name) is { } problem
                ? IdentityResult.Failed(new IdentityError { Code = "password", Description = problem })
                : IdentityResult.Success
        );

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public static string? Problem(string? password, string? name) =>
        string.IsNullOrEmpty(password) ? "is missing"
        : password.Length < CharactersMin ? $"has less than {CharactersMin} characters"
        : password.Length > CharactersMax ? $"has more than {CharactersMax} characters"
        : password.Any(char.IsControl) ? "holds a control character"
        : Score(password, name) < ScoreMin ? "is easily guessed: take some words that do not belong together"
        : null;

    private static int Score(string password, string? name) =>
        Zxcvbn
            .Zxcvbn.MatchPassword(password.Length > CharactersWeighed ? password[..CharactersWeighed] : password, [name ?? "", "drevents"])
            .Score;
}
