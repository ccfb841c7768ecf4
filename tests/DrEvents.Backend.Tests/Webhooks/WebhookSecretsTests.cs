using System.Security.Cryptography;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Contracts.Http;
using Microsoft.AspNetCore.DataProtection;

namespace DrEvents.Backend.Tests.Webhooks;

/// <summary>What is stored of a webhook's secret, and by which secrets it signs.</summary>
public sealed class WebhookSecretsTests
{
    private readonly WebhookSecrets _secrets = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void what_is_stored_of_a_secret_does_not_hold_it_and_is_opened_to_sign()
    {
        var (first, second) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        var webhook = Of(_secrets.Keep(first));

        var renewed = webhook.WithNewSecret(_secrets.Keep(second), Given.Start);

        webhook.Secret.ShouldNotContain(first["whsec_".Length..]);
        _secrets.At(webhook, Given.Start).ShouldBe([first]);
        _secrets.At(renewed, Given.Start).ShouldBe([second, first]);
        _secrets.At(renewed, Given.Start + Webhook.FormerFor).ShouldBe([second]);
    }

    [Fact]
    public void one_that_an_earlier_version_stored_as_it_is_signs_until_there_is_another()
    {
        var (first, second) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());

        _secrets.At(Of(first), Given.Start).ShouldBe([first]);
        _secrets.At(Of(first).WithNewSecret(_secrets.Keep(second), Given.Start), Given.Start).ShouldBe([second, first]);
    }

    [Fact]
    public void with_other_data_keys_it_is_no_secret_and_a_new_one_mends_it()
    {
        var foreign = new WebhookSecrets(new EphemeralDataProtectionProvider());
        var (webhook, second) = (Of(foreign.Keep(WebhookSignature.NewSecret())), WebhookSignature.NewSecret());

        Should.Throw<CryptographicException>(() => _secrets.At(webhook, Given.Start).ToList());
        _secrets.At(webhook.WithNewSecret(_secrets.Keep(second), Given.Start), Given.Start).ShouldBe([second]);
    }

    private static Webhook Of(string kept) =>
        new()
        {
            Id = "hook-1",
            Name = "A",
            Url = "https://8.8.8.8/",
            Kinds = WebhookKinds.All,
            Enabled = true,
            Slot = 0,
            Secret = kept,
            CreatedAt = Given.Start,
        };
}
