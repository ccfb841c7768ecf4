using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Participations;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Proof;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Tests.CommandKeys;

/// <summary>Which key signs, which are told to whom, and where private halves come from.</summary>
public sealed class CommandKeyTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("command-keys-").FullName;

    private string KeyFile => Path.Combine(_folder, "key.pem");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void the_first_key_is_the_files_and_later_ones_are_derived_the_same_on_every_node()
    {
        var own = Own();
        var first = own.Next(_ => false, Now, "anna", Now);
        var second = own.Next(_ => true, Now, "anna", Now);

        first.KeyId.ShouldBe(SigningKey.ReadAll(DrEvents.Measurement.Files.InputFile.At(KeyFile), 8)[0].Public.Id);
        (first.Salt, second.Salt is null).ShouldBe((null, false));
        second.KeyId.ShouldNotBe(first.KeyId);
        var otherNode = Own();
        otherNode.Of(second)!.Public.Id.ShouldBe(second.KeyId);
        otherNode.Of(second with { KeyId = first.KeyId, PublicKey = first.PublicKey }).ShouldBeNull();
        otherNode.Of(second with { Salt = null, KeyId = "x" }).ShouldBeNull();
        own.Next(_ => true, Now, "anna", Now).KeyId.ShouldNotBe(second.KeyId);
    }

    [Fact]
    public void a_key_that_is_added_to_the_file_is_the_next_one()
    {
        var before = Own().Next(_ => false, Now, "anna", Now);
        var newest = SigningKey.New();
        File.AppendAllText(KeyFile, newest.ToPem());

        var own = Own();

        own.Next(id => id == before.KeyId, Now, "anna", Now).KeyId.ShouldBe(newest.Public.Id);
        own.Of(before).ShouldNotBeNull("until it is retired, it is needed");
    }

    [Fact]
    public void the_newest_key_whose_time_has_come_signs()
    {
        var state = State(Added("a", Now), Added("b", Now.AddDays(7)));
        state.SigningAt(Now)!.Id.ShouldBe("a");
        state.WaitingAt(Now)!.Id.ShouldBe("b");
        state.SigningAt(Now.AddDays(7))!.Id.ShouldBe("b");
        state.WaitingAt(Now.AddDays(7)).ShouldBeNull();

        var retired = state.After(3, new CommandKeyRetired("a", "anna", Now));
        retired.SigningAt(Now)!.Id.ShouldBe("b");
        retired.InForce.Select(k => k.Id).ShouldBe(["b"]);
        CommandKeyState.Nothing.SigningAt(Now).ShouldBeNull();
    }

    [Fact]
    public void what_is_made_ready_is_signed_ahead_and_anew_when_its_time_is_over()
    {
        var stored = new CommandDispatched(
            "evt-0000000a-1-00",
            "shedPanel",
            1,
            2,
            Now.AddHours(1),
            Now.AddHours(1),
            "started",
            null,
            Now.AddSeconds(-15),
            SendAt: Now
        );
        var signed = 0;
        var ready = OutgoingCommand.From("evt-0000000a/ven-1", stored).SignAhead(Sign);
        signed.ShouldBe(1);

        ready.Payload(Now.AddMilliseconds(900), Sign).ShouldBe(ready.SignedAhead);
        signed.ShouldBe(1);
        VenCommand.Read(ready.Payload(Now.AddSeconds(30), Sign)).Value!.DurationS.ShouldBe(3570);
        signed.ShouldBe(2);
        VenCommand.Read(ready.SignedAhead!).Value!.DurationS.ShouldBe(3600);
        OutgoingCommand
            .From("evt-0000000a/ven-1", stored with { SendAt = null })
            .SignAhead(Sign)
            .SignedAhead.ShouldBeNull("it goes out at once");

        byte[] Sign(byte[] message, string? keyId)
        {
            signed++;
            return message;
        }
    }

    [Fact]
    public void a_ven_is_told_by_the_newest_key_that_it_knows_what_it_does_not_have()
    {
        var state = State(Added("a", Now), Added("b", Now), Added("c", Now)).After(4, new CommandKeyRetired("a", "anna", Now));

        TellCommandKeysHandler.CommandFor(Ids("b", "c"), state, Now).ShouldBeNull("it has them");
        TellCommandKeysHandler.CommandFor(Ids("foreign"), state, Now).ShouldBeNull("nothing of ours would be believed");
        TellCommandKeysHandler.CommandFor(Ids(), state, Now).ShouldBeNull("it is not enrolled");
        TellCommandKeysHandler.CommandFor(Ids("a"), state, Now)!.Order!.SignedBy.ShouldBe("a");
        var told = TellCommandKeysHandler.CommandFor(Ids("a", "b"), state, Now)!;
        told.Order!.SignedBy.ShouldBe("b");
        told.Order.CommandKeys!.Select(k => k.KeyId).ShouldBe(["b", "c"]);
        told.ExpiresAt.ShouldBeGreaterThan(Now);
    }

    [Theory]
    [InlineData(
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
        "is 'PUBLIC KEY', and 'PRIVATE KEY' is expected"
    )]
    [InlineData("", "is no PEM")]
    [InlineData("a secret", "is no PEM")]
    public void a_file_that_holds_no_key_is_told_in_a_line_without_what_it_holds(string text, string problem)
    {
        File.WriteAllText(KeyFile, text);

        var said = new CommandKeyOptions { SigningKeyFile = KeyFile }
            .Problems()
            .ShouldHaveSingleItem();

        said.ShouldStartWith("Commands:SigningKeyFile: ");
        said.ShouldContain(problem);
        said.ShouldNotContain("a secret");
    }

    [Fact]
    public void what_cannot_be_is_refused()
    {
        new CommandKeyOptions { SigningKeyFile = "/nowhere/k.pem" }
            .Problems()
            .ShouldBe(["Commands:SigningKeyFile: there is no folder for /nowhere/k.pem"]);
        new CommandKeyOptions { KeyOverlapDays = double.NaN }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldStartWith("Commands:KeyOverlapDays is NaN");
        new CommandKeyOptions { KeyOverlapDays = -1 }
            .Problems()
            .ShouldHaveSingleItem();
        new CommandKeyOptions().Problems().ShouldBeEmpty();
        File.WriteAllText(KeyFile, string.Concat(Enumerable.Range(0, 9).Select(_ => SigningKey.New().ToPem())));
        new CommandKeyOptions { SigningKeyFile = KeyFile }
            .Problems()
            .ShouldHaveSingleItem()
            .ShouldContain("there are more than 8");
    }

    private OwnSigningKeys Own() =>
        new(Options.Create(new CommandKeyOptions { SigningKeyFile = KeyFile }), NullLogger<OwnSigningKeys>.Instance);

    private static CommandKeyAdded Added(string id, DateTimeOffset signsFrom) => new(id, "p" + id, null, signsFrom, "anna", Now);

    private static CommandKeyState State(params object[] happened) =>
        happened.Index().Aggregate(CommandKeyState.Nothing, (state, e) => state.After(e.Index + 1, e.Item));

    private static HashSet<string> Ids(params string[] ids) => [.. ids];
}
