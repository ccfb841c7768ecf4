using System.Buffers.Text;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Proof;

namespace DrEvents.Backend.Features.Shadow;

/// <summary>The newest wish that was signed for a VEN. The shadow is the broker's, where anybody may write who owns it: what was signed is remembered here.</summary>
/// <param name="Id">The VEN's id.</param>
/// <param name="Wish">The text that was signed.</param>
/// <param name="Desired">What it desires.</param>
public sealed record SignedWish(string Id, string Wish, JsonObject Desired, long IssuedAtMs)
{
    /// <summary>
    /// What is desired, with its signature beside it: <c>signed: {wish, keyId, value}</c>, the wish being a text, which travels whole. It desires also what was signed
    /// before and is still there, since a VEN that was away gets the newest only.
    /// </summary>
    /// <param name="change">What is desired now; null removes.</param>
    /// <param name="desiredBefore">What the shadow desires before.</param>
    /// <returns>What to desire, and what to store once that is so; nothing to store where nothing is signed.</returns>
    public static async Task<(JsonObject Desired, SignedWish? Signed)> AddToAsync(
        JsonObject change,
        JsonObject? desiredBefore,
        string venId,
        IQuerySession session,
        CommandSigner signer,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await signer.Ready.WaitAsync(cancellation);
        var desired = change.DeepClone().AsObject();
        if (!signer.Signs)
            return (desired, null);
        var newest = await session.LoadAsync<SignedWish>(venId, cancellation);
        var isThere = newest is not null && TextOf(desiredBefore) == newest.Wish;
        var wished = new ShadowSide(isThere ? newest!.Desired : null, null).Merged(change, timestampS: 0).State!;
        // Of two wishes the newer one counts, whatever the clock does.
        var issuedAtMs = Math.Max(now.ToUnixTimeMilliseconds(), (newest?.IssuedAtMs ?? 0) + 1);
        var wish = CanonicalJson.Bytes(Form(venId, wished, issuedAtMs).ToJsonString());
        desired[WishForm.Member] =
            wished.Count > 0 && signer.SignText(wish) is var (keyId, value)
                ? new JsonObject
                {
                    ["wish"] = Encoding.UTF8.GetString(wish),
                    ["keyId"] = keyId,
                    ["value"] = Base64Url.EncodeToString(value),
                }
                : null;
        return (desired, new SignedWish(venId, Encoding.UTF8.GetString(wish), wished, issuedAtMs));
    }

    private static JsonObject Form(string venId, JsonObject wished, long issuedAtMs) =>
        new()
        {
            ["kind"] = WishForm.Kind,
            ["venId"] = venId,
            ["issuedAtMs"] = issuedAtMs,
            ["desired"] = wished.DeepClone(),
        };

    private static string? TextOf(JsonObject? desired) =>
        desired?[WishForm.Member] is JsonObject signed && signed["wish"] is JsonValue wish && wish.TryGetValue<string>(out var text)
            ? text
            : null;
}
