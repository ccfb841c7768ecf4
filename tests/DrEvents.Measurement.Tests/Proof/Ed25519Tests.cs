using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;

namespace DrEvents.Measurement.Tests.Proof;

public sealed class Ed25519Tests
{
    /// <summary>RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc); the key, its public half, the message, the signature.</summary>
    public static TheoryData<string, string, string, string> Published =>
        new()
        {
            {
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            },
            {
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            },
            {
                "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
                "af82",
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
            },
            {
                "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
                "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
            },
        };

    /// <summary>RFC 8410, section 10.</summary>
    private const string PublishedPublic = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----

        """;
    private const string PublishedPrivate = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """;

    [Theory]
    [MemberData(nameof(Published))]
    public void published_signatures_are_made_and_verified(string key, string point, string message, string signature)
    {
        var signing = SigningKey.Of(Convert.FromHexString(key));
        var verifying = VerifyingKey.Of(Convert.FromHexString(point));

        signing.Public.Id.ShouldBe(verifying.Id);
        Convert.ToHexStringLower(signing.Sign(Convert.FromHexString(message))).ShouldBe(signature);
        verifying.Verifies(Convert.FromHexString(message), Convert.FromHexString(signature)).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void one_bit_anywhere_is_seen(string key, string point, string message, string signature)
    {
        key.Length.ShouldBe(64);
        var verifying = VerifyingKey.Of(Convert.FromHexString(point));
        var (text, signed) = (Convert.FromHexString(message), Convert.FromHexString(signature));
        for (var bit = 0; bit < 8 * signed.Length; bit += 7)
            verifying.Verifies(text, Flipped(signed, bit)).ShouldBeFalse();
        for (var bit = 0; bit < 8 * text.Length; bit += 7)
            verifying.Verifies(Flipped(text, bit), signed).ShouldBeFalse();
        verifying.Verifies([.. text, 0], signed).ShouldBeFalse();
        verifying.Verifies(text, signed[..63]).ShouldBeFalse();
        verifying.Verifies(text, []).ShouldBeFalse();
    }

    [Fact]
    public void published_files_of_keys_are_read_and_written()
    {
        var signing = SigningKey.Read(File(PublishedPrivate));
        var verifying = VerifyingKey.Read(File(PublishedPublic));

        signing.Public.Id.ShouldBe(verifying.Id);
        verifying.Id.Length.ShouldBe(32);
        signing.ToPem().ShouldBe(PublishedPrivate.ReplaceLineEndings("\n"));
        verifying.ToPem().ShouldBe(PublishedPublic.ReplaceLineEndings("\n"));
        // Text around it, as openssl writes it, does not matter.
        VerifyingKey.Read(File("a key\nof ours\n" + PublishedPublic)).Id.ShouldBe(verifying.Id);
    }

    [Fact]
    public void a_new_key_is_another_one_each_time_and_signs()
    {
        var (one, other) = (SigningKey.New(), SigningKey.New());

        one.Public.Id.ShouldNotBe(other.Public.Id);
        one.Public.Verifies([1, 2, 3], one.Sign([1, 2, 3])).ShouldBeTrue();
        other.Public.Verifies([1, 2, 3], one.Sign([1, 2, 3])).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "key.pem: line 1: key: is no PEM: -----BEGIN PUBLIC KEY----- is expected")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n", "key.pem: line 1: key: is no PEM")]
    [InlineData("\n" + PublishedPrivate, "key.pem: line 2: key: is 'PRIVATE KEY', and 'PUBLIC KEY' is expected")]
    // Of another kind (X25519), too short, and a point that fits any signature.
    [InlineData(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
        "key.pem: line 1: key: is not an Ed25519 key in SubjectPublicKeyInfo"
    )]
    [InlineData(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n",
        "key.pem: line 1: key: is not an Ed25519 key in SubjectPublicKeyInfo"
    )]
    [InlineData(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
        "key.pem: line 1: key: is no point of the curve that a key can be"
    )]
    public void a_file_without_a_key_is_refused_in_one_line(string pem, string problem) =>
        Should.Throw<BadFileException>(() => VerifyingKey.Read(File(pem))).Message.ShouldStartWith(problem);

    private static InputFile File(string pem) => InputFile.Of("key.pem", pem);

    private static byte[] Flipped(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
