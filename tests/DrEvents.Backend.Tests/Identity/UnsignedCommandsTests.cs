using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Tests.Attacks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.Identity;

/// <summary>Certificates without signed commands let nobody in and everybody who is in command.</summary>
[Collection(typeof(IdentityCollection))]
public sealed class UnsignedCommandsTests(IdentityFixture identity)
{
    [Fact]
    public async Task that_vens_enrol_and_verify_nothing_is_told_once_at_the_start()
    {
        identity.Host.Services.GetServices<IHostedService>().OfType<UnsignedCommands>().ShouldHaveSingleItem();

        var lines = await ToldAsync(identity.Host.Services.GetRequiredService<OwnSigningKeys>());

        lines.ShouldHaveSingleItem().ShouldContain("Commands:SigningKeyFile is not set");
        lines[0].ShouldStartWith("Warning");
    }

    [Fact]
    public async Task where_commands_are_signed_nothing_is_told()
    {
        var file = Path.Combine(Path.GetDirectoryName(identity.CaFile)!, "command-key.pem");
        var options = Options.Create(new CommandKeyOptions { SigningKeyFile = file });

        (await ToldAsync(new OwnSigningKeys(options, NullLogger<OwnSigningKeys>.Instance))).ShouldBeEmpty();
    }

    private async Task<List<string>> ToldAsync(OwnSigningKeys keys)
    {
        using var log = new KeptLog();
        using var loggers = LoggerFactory.Create(l => l.AddProvider(log));
        var authority = identity.Host.Services.GetRequiredService<IVenAuthority>();
        await new UnsignedCommands(authority, keys, loggers.CreateLogger<UnsignedCommands>()).StartAsync(CancellationToken.None);
        return [.. log.Lines];
    }
}
