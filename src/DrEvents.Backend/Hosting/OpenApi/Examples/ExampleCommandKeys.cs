using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>The key that signs commands.</summary>
public static class ExampleCommandKeys
{
    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new CommandKeyDetail(
                CommandKeyId,
                // The public key of RFC 8032's first test.
                "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                CommandKeyStatus.Signing,
                SignsFrom: Start.AddDays(-30),
                AddedBy: "first start",
                AddedAt: Start.AddDays(-30),
                RetiredBy: null,
                RetiredAt: null
            )
        ),
        ApiExample.Of(new RotateCommandKeyRequest(Start.AddDays(7))),
    ];
}
