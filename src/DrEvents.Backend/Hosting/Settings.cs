using System.Collections;
using DrEvents.Contracts.Settings;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace DrEvents.Backend.Hosting;

/// <summary>A section of the configuration that is ours, and the options that are bound to it.</summary>
public sealed record SettingsSection(string Name, Type Options);

/// <summary>A key that its section's options do not have is refused: a typo would leave the setting that was meant at its default.</summary>
public static class Settings
{
    public const string Urls = "urls";

    /// <summary>Where the store is; other connection strings may be somebody else's.</summary>
    private const string Database = "ConnectionStrings:Postgres";

    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class
    {
        services.AddSingleton(new SettingsSection(section, typeof(T)));
        services.AddSingleton<IValidateOptions<T>, OptionsCheck<T>>();
        return services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }

    public static IReadOnlyList<SettingsSection> SectionsOf(IServiceCollection services) =>
        [.. services.Select(s => s.ImplementationInstance).OfType<SettingsSection>()];

    public static IReadOnlyList<string> Names(IEnumerable<SettingsSection> sections) =>
        [.. Free, .. sections.SelectMany(s => Keys(s.Options, s.Name))];

    /// <summary>Those that belong to no section.</summary>
    public static IReadOnlyList<string> Free { get; } = [Urls, Database];

    /// <summary>Whether a property of options holds options itself.</summary>
    public static bool HoldsOthers(Type property, Type options) =>
        property.Assembly == options.Assembly && property.IsClass && !property.IsAssignableTo(typeof(IEnumerable));

    public static IEnumerable<string> Problems(IEnumerable<SettingsSection> sections, IConfigurationRoot configuration) =>
        SettingNames.Problems(
            configuration.AsEnumerable().Where(s => s.Value is not null).Select(s => s.Key),
            Written(configuration),
            Names(sections),
            shared: "ConnectionStrings"
        );

    private static IEnumerable<WrittenName> Written(IConfigurationRoot configuration) =>
        configuration.Providers.SelectMany(provider =>
            provider switch
            {
                EnvironmentVariablesConfigurationProvider => [],
                ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } => Written(inner),
                _ => provider
                    .GetChildKeys([], null)
                    .Select(name => new WrittenName(name, provider.TryGet(name, out var value) && value is not null)),
            }
        );

    private static IEnumerable<string> Keys(Type options, string path)
    {
        foreach (var property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var (type, name) = (property.PropertyType, $"{path}:{property.Name}");
            if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)))
                yield return name + SettingNames.Elements;
            else if (HoldsOthers(type, options))
                foreach (var inner in Keys(type, name))
                    yield return inner;
            else
                yield return name;
        }
    }
}

public interface ICheckedOptions
{
    /// <summary>Each problem names the key.</summary>
    IEnumerable<string> Problems();
}

internal sealed class OptionsCheck<T> : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options) =>
        options is ICheckedOptions own && own.Problems().ToList() is { Count: > 0 } problems
            ? ValidateOptionsResult.Fail(problems)
            : ValidateOptionsResult.Success;
}
