using DrEvents.Backend.Features.Webhooks;

namespace DrEvents.Backend.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void the_example_of_standard_webhooks_is_signed_as_its_libraries_sign_it() =>
        WebhookSignature
            .Of(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}""")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void a_secret_has_24_to_64_bytes(int bytes, bool isOne) =>
        WebhookSignature.IsSecret("whsec_" + Convert.ToBase64String(new byte[bytes])).ShouldBe(isOne);

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_no base64!")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void what_is_no_secret_is_refused(string text) => WebhookSignature.IsSecret(text).ShouldBeFalse();

    [Fact]
    public void a_secret_that_is_made_is_one_and_another_each_time()
    {
        WebhookSignature.IsSecret(WebhookSignature.NewSecret()).ShouldBeTrue();
        WebhookSignature.NewSecret().ShouldNotBe(WebhookSignature.NewSecret());
    }
}
