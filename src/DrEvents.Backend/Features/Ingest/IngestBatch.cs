using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Stores one batch of messages in one transaction: all of it, or nothing.</summary>
public sealed class IngestBatch(
    IDocumentStore store,
    VenDirectory directory,
    IOptions<ShadowOptions> shadow,
    ShadowAnswers answers,
    CommandsUnderWay underWay,
    IngestMetrics metrics,
    AnswerWatch answerWatch,
    SampleWatch sampleWatch,
    SecondWall wall,
    IOptions<IngestOptions> options,
    TimeProvider clock
)
{
    public async Task StoreAsync(IReadOnlyList<Incoming> messages, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var intake = new Intake(session, clock.GetUtcNow());
        await SaveAsync(intake, await PrepareAsync(intake, messages, cancellation), cancellation);
        metrics.Lag.Record((clock.GetUtcNow() - messages.Min(m => m.Message.ReceivedAt)).TotalSeconds);
    }

    /// <summary>Stores what a dead letter says and removes it, both or neither; or says why it cannot be read even now.</summary>
    public async Task<(bool IsFound, string? Refusal)> StoreAgainAsync(long letterId, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        // Two who replay the same letter follow one another; the second finds it gone.
        await session.HoldAsync("dead-letters/" + letterId.ToString(CultureInfo.InvariantCulture), cancellation);
        if (await session.LoadAsync<DeadLetter>(letterId, cancellation) is not { } letter)
            return (false, null);
        session.Delete(letter);
        var intake = new Intake(session, clock.GetUtcNow());
        var message = new InboundMessage(letter.Topic, letter.Payload, intake.Now, () => Task.CompletedTask);
        var incoming = Incoming.From(message);
        // At the wall most are only counted; this one stays.
        if (await wall.AgainstAsync(session, incoming, cancellation) is { } against)
            return (true, against);
        var replies = await PrepareAsync(intake, [incoming], cancellation);
        if (intake.Refused is [var refused, ..])
            return (true, refused.Reason);
        try
        {
            await SaveAsync(intake, replies, cancellation);
            return (true, null);
        }
        catch (Exception e) when (e is not OperationCanceledException && !StoreAway.IsCauseOf(e))
        {
            return (true, "cannot be stored: " + e.Message);
        }
    }

    public async Task BuryAsync(InboundMessage message, string reason, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var intake = new Intake(session, clock.GetUtcNow()) { Refused = { new(message, reason) } };
        await SaveAsync(intake, [], cancellation);
    }

    /// <summary>Adds what the messages say to the intake, and returns what to publish once it is stored.</summary>
    private async Task<ShadowAnswer[]> PrepareAsync(Intake intake, IReadOnlyList<Incoming> messages, CancellationToken cancellation)
    {
        var changesBefore = directory.Changes;
        var unread = messages.Where(m => m.Error is not null).ToList();
        intake.Refused.AddRange(unread.Select(m => new RefusedMessage(m.Message, m.Error!)));
        await wall.NoteContradictionsAsync(intake, unread, cancellation);
        var (accepted, memories) = await AdmitAsync(intake, [.. messages.Where(m => m.Content is not null)], cancellation);
        var duplicates = await SampleIntake.AddAsync(intake, accepted, memories, cancellation);
        await AckIntake.AddAsync(intake, accepted, underWay, cancellation);
        var replies = await ShadowIntake.AddAsync(intake, accepted, shadow.Value.Answers, cancellation);
        intake.WhenStored.Add(() => directory.Remember(memories, changesBefore));
        intake.WhenStored.Add(() => metrics.Duplicates.Add(duplicates));
        answerWatch.See(intake);
        sampleWatch.See(intake);
        return replies;
    }

    private async Task SaveAsync(Intake intake, ShadowAnswer[] replies, CancellationToken cancellation)
    {
        DeadLetter[] letters = [.. intake.Refused.Select(DeadLetter.From)];
        await Burial.AddAsync(intake, letters, cancellation);
        await intake.Appends.AppendToAsync(intake.Session, cancellation);
        await intake.Session.SaveChangesAsync(cancellation);

        foreach (var done in intake.WhenStored)
            done();
        metrics.DeadLetters.Add(letters.Length);
        foreach (var answer in replies)
            await answers.SendAsync(answer, cancellation);
    }

    /// <summary>Registers VENs that nobody knows, notes who is back and which loads changed, and refuses those who may not be heard.</summary>
    private async Task<(List<Incoming> Accepted, Dictionary<string, VenMemory> Memories)> AdmitAsync(
        Intake intake,
        List<Incoming> incoming,
        CancellationToken cancellation
    )
    {
        var venIds = incoming.Select(i => i.VenId).Distinct().ToList();
        var memories = await directory.GetAsync(intake.Session, venIds, intake.Now, cancellation);
        incoming = await wall.LetThroughAsync(intake, incoming, memories, cancellation);
        var changing = Admission.Changing(incoming, memories, options.Value.RegisterUnknownVens, intake.Now);
        if (changing.Count > 0)
        {
            // Another node, or an operator, may change the same VENs: they are locked and read again before anything is decided on them.
            // One that is not registered has no document to lock.
            if (changing.Any(venId => memories[venId].State is null))
                await intake.Session.HoldAsync(Admission.Registration, cancellation);
            var fresh = (await intake.Session.LockAsync<Ven>([.. changing.Select(Ven.StreamOf)], cancellation)).ToDictionary(v => v.VenId);
            foreach (var venId in changing)
                memories[venId] = memories[venId] with { State = fresh.GetValueOrDefault(venId) };
        }
        var accepted = Admission.Decide(intake, incoming, memories, changing, options.Value.RegisterUnknownVens);
        return (accepted, memories);
    }
}

/// <summary>What may come in: configuration section <c>Ingest</c>.</summary>
public sealed class IngestOptions
{
    public bool RegisterUnknownVens { get; set; } = true;
}
