using DrEvents.Backend.Features.CommandKeys;

namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// Tells at the start that VENs get certificates and no key to verify commands by. It is no reason not to start: a fleet that gets its certificates first is
/// safer than before, and of VENs that others make none verifies anything.
/// </summary>
public sealed class UnsignedCommands(IVenAuthority authority, OwnSigningKeys keys, ILogger<UnsignedCommands> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (authority.Missing is null && !keys.Any)
            log.LogWarning(
                "VENs can enrol, and {Setting} is not set: they are told of no key to verify commands by, and obey whoever gets into the broker. "
                    + "Set it before they enrol; those that have enrolled get to know the key when they renew their certificates",
                CommandKeyOptions.SigningKey
            );
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
