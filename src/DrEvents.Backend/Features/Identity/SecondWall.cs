using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// The wall behind the broker's: messages in the name of a VEN whose certificates were revoked or have expired, and samples over the topic that all share of
/// VENs that are not marked for it. The first of a VEN in an hour is a dead letter, and is noted in the VEN's stream; the others are counted, since a VEN of
/// the field that is not marked sends one every few seconds.
/// </summary>
public sealed class SecondWall : ICountsFromZero
{
    private const int NotedMax = 100_000;
    private static readonly TimeSpan NotedEvery = TimeSpan.FromHours(1);

    /// <summary>Each kind by itself: that somebody contradicts himself keeps nobody's first message from being kept.</summary>
    private readonly ConcurrentDictionary<(string VenId, bool Contradicts), DateTimeOffset> _noted = new();
    private readonly KnownIdentities _known;
    private readonly string _sharedTopic;
    private readonly Counter<long> _unproven;

    public SecondWall(KnownIdentities known, IOptions<IdentityOptions> options, IMeterFactory meters)
    {
        (_known, _sharedTopic) = (known, options.Value.SharedTopic);
        _unproven = meters
            .Create("DrEvents.Identity")
            .CreateCounter<long>(
                "drevents.identity.unproven",
                "{message}",
                "Messages that were refused because their sender proved nothing"
            );
    }

    public void Begin() => _unproven.Add(0);

    /// <summary>The messages that may be heard. It costs a look into memory for each.</summary>
    public async Task<List<Incoming>> LetThroughAsync(
        Intake intake,
        List<Incoming> incoming,
        IReadOnlyDictionary<string, VenMemory> memories,
        CancellationToken cancellation
    )
    {
        await KnowAsync(intake.Session, cancellation);
        var (heard, told) = (new List<Incoming>(incoming.Count), new HashSet<string>());
        foreach (var message in incoming)
        {
            if (Against(message) is { } reason)
                Refuse(intake, message, reason, memories[message.VenId].State, told);
            else
                heard.Add(message);
        }
        return heard;
    }

    /// <summary>
    /// Notes in the streams of VENs with a certificate that something came on their topic that names another VEN: it is a dead letter already, and whoever
    /// sent it is not who he says, or lies.
    /// </summary>
    public async Task NoteContradictionsAsync(Intake intake, IEnumerable<Incoming> refused, CancellationToken cancellation)
    {
        var contradicting = refused.Where(m => m.NamesAnother).ToList();
        if (contradicting.Count == 0)
            return;
        await KnowAsync(intake.Session, cancellation);
        foreach (
            var message in contradicting
                .Where(m => _known.IsEnrolled(m.VenId) && IsDue((m.VenId, true), intake.Now))
                .DistinctBy(m => m.VenId)
        )
        {
            intake.WhenStored.Add(() => Note((message.VenId, true), intake.Now));
            intake.Appends.Add(Ven.StreamOf(message.VenId), new SenderNotProven(message.Message.Topic, message.Error!, intake.Now));
        }
    }

    /// <summary>Why a message may not be heard; null when it may.</summary>
    public async Task<string?> AgainstAsync(IQuerySession session, Incoming message, CancellationToken cancellation)
    {
        await KnowAsync(session, cancellation);
        return Against(message);
    }

    /// <summary>What waited at the broker comes as soon as the process starts, and before anybody has read who may be heard.</summary>
    private async Task KnowAsync(IQuerySession session, CancellationToken cancellation)
    {
        if (_known.FirstRead.IsCompleted)
            return;
        _known.Learn(await session.IdentitiesChangedAsync(ReadIdentities.Beginning, cancellation));
        _known.HasRead();
    }

    private string? Against(Incoming message) =>
        HoldsNone(message.VenId)
            ? $"identity: the certificate of this VEN {(_known.WasRevoked(message.VenId) ? "was revoked" : "has expired")}, and it has no other"
        : message.Message.Topic == Topics.SharedMetering && NeedsMark && !_known.IsMarkedShared(message.VenId)
            ? "topic: the VEN is not marked as one that reports over the topic that all share (sharedTopic)"
        : null;

    private bool HoldsNone(string venId) => _known.WasEnrolled(venId) && !_known.IsEnrolled(venId);

    private bool NeedsMark => _sharedTopic == IdentityOptions.Marked || (_sharedTopic == IdentityOptions.Auto && _known.IsAnyEnrolled);

    private void Refuse(Intake intake, Incoming message, string reason, Ven? ven, HashSet<string> told)
    {
        intake.WhenStored.Add(() => _unproven.Add(1));
        if (!IsDue((message.VenId, false), intake.Now) || !told.Add(message.VenId))
            return;
        intake.WhenStored.Add(() => Note((message.VenId, false), intake.Now));
        intake.Refused.Add(new RefusedMessage(message.Message, reason));
        if (ven is not null)
            intake.Appends.Add(ven.Id, new SenderNotProven(message.Message.Topic, reason, intake.Now));
    }

    private bool IsDue((string, bool) what, DateTimeOffset now) => !_noted.TryGetValue(what, out var before) || now - before >= NotedEvery;

    private void Note((string, bool) what, DateTimeOffset now)
    {
        if (_noted.Count >= NotedMax)
            _noted.Clear();
        _noted[what] = now;
    }
}
