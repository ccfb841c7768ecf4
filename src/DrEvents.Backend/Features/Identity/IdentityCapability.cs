using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Identity.Aws;
using DrEvents.Backend.Hosting.Observability;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DrEvents.Backend.Features.Identity;

/// <summary>How VENs prove who they are: codes, certificates, and what was revoked.</summary>
public static class IdentityCapability
{
    public static void Configure(StoreOptions store) => store.Events.AddEventTypes([typeof(AuthorityAdopted)]);

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSettings<IdentityOptions>(configuration, IdentityOptions.Section)
            .Validate<IOptions<ProvisioningOptions>>(
                (identity, provisioning) => !identity.IsAws || provisioning.Value.Policy is not null,
                $"{IdentityOptions.AuthorityKey} is {IdentityOptions.Aws}, and Provisioning:Policy is not set: a VEN's certificate would let it do nothing"
            );
        services.AddSettings<ProvisioningOptions>(configuration, "Provisioning");
        services.AddSingleton<VenCertificates>();
        services.TryAddSingleton<KnownIdentities>();
        services
            .AddCounters<Refusals>()
            .AddCounters<SecondWall>()
            .AddSingleton<RevocationList>()
            .AddSingleton<IssueCertificate>()
            .AddSingleton<OwnAuthority>()
            .AddHostedService(s => s.GetRequiredService<OwnAuthority>())
            .AddSingleton<IVenAuthority>(s =>
                s.GetRequiredService<IOptions<IdentityOptions>>().Value.IsAws
                    ? ActivatorUtilities.CreateInstance<AwsAuthority>(s)
                    : s.GetRequiredService<OwnAuthority>()
            )
            .AddHostedService<UnsignedCommands>()
            .AddHostedService<IdentityWatch>();
        if (configuration[$"{IdentityOptions.Section}:Mosquitto:{nameof(MosquittoOptions.Folder)}"] is { Length: > 0 })
            services.AddHostedService<MosquittoWatch>();
    }
}
