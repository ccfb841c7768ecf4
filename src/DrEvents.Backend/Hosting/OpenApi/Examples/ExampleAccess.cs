using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>A key of the control centre, and a script of the field that can send none.</summary>
public static class ExampleAccess
{
    private const string KeyName = "Control centre";
    private const string By = "M. Weber";
    private const string GrantName = "Script of the older gateways";
    private const string Addresses = "192.168.10.0/24";

    private static readonly ApiKeyView Key = new(
        ApiKeyId,
        KeyName,
        Roles.Operator,
        ExpiresAt: Start.AddYears(1),
        By,
        MadeAt: Start.AddDays(-30),
        RevokedBy: null,
        RevokedAt: null
    );

    private static readonly GrantView Grant = new(
        GrantId,
        GrantName,
        Addresses,
        Origin: null,
        Roles.Installer,
        By,
        MadeAt: Start.AddDays(-30),
        RevokedBy: null,
        RevokedAt: null
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new AccessMe(KeyName, Ways.Key, [Roles.Operator], [.. Roles.NeedsOf(Roles.Operator).Select(Roles.Word)], IsOpen: false)
        ),
        ApiExample.Of(new MakeApiKeyRequest(KeyName, Roles.Operator, Start.AddYears(1))),
        ApiExample.Of(Key),
        // Of a secret that is all zeros, which nobody has.
        ApiExample.Of(new ApiKeyMadeView(Key, $"dre_{ApiKeyId}_{new string('A', 43)}")),
        ApiExample.Of(new MakeGrantRequest(GrantName, Addresses, Roles.Installer)),
        ApiExample.Of(Grant),
    ];
}
