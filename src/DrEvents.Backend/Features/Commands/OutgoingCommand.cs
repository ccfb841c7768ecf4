using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Commands;

/// <summary>A stored command on its way to its VEN.</summary>
/// <param name="Owner">The DR event; for a direct command, its own id.</param>
public sealed record OutgoingCommand(string Owner, string VenId, CommandLife Life)
{
    /// <summary>For so long after its time a command that was signed ahead says what is left of the event, as far as whole seconds do.</summary>
    private static readonly TimeSpan AheadHolds = TimeSpan.FromSeconds(1);

    public string Id => Life.CorrelationId;
    public string Stream => Participation.StreamOf(Owner, VenId);

    public static OutgoingCommand From(string stream, CommandDispatched stored) => From(stream, CommandLife.From(stored));

    public static OutgoingCommand From(string stream, CommandLife life) =>
        Participation.Parse(stream) is var (owner, venId)
            ? new OutgoingCommand(owner, venId, life)
            : throw new ArgumentException($"'{stream}' is no participation", nameof(stream));

    /// <summary>What is sent at the time for which it is made ready, signed already: ten thousand signatures at the start of an event would delay it.</summary>
    public byte[]? SignedAhead { get; init; }

    /// <param name="sign">Signs a message; by the key of that name, where one is named.</param>
    public OutgoingCommand SignAhead(Func<byte[], string?, byte[]> sign) =>
        Life.SendAt is { } at ? this with { SignedAhead = Signed(at, sign) } : this;

    /// <summary>The message that is sent now.</summary>
    /// <param name="sign">Signs a message; by the key of that name, where one is named.</param>
    public byte[] Payload(DateTimeOffset now, Func<byte[], string?, byte[]> sign) =>
        SignedAhead is { } ahead && (now - Life.SendAt)?.Duration() <= AheadHolds ? ahead : Signed(now, sign);

    private byte[] Signed(DateTimeOffset now, Func<byte[], string?, byte[]> sign) => sign(At(now).ToUtf8(), Life.Order?.SignedBy);

    /// <summary>As it is sent now: a shed that begins when it comes says how much time is left, an announcement when it begins and ends.</summary>
    public VenCommand At(DateTimeOffset now)
    {
        var isAnnouncement = Life.StartsAt is not null;
        return new VenCommand
        {
            Op = Life.Op,
            CorrelationId = Id,
            VenId = VenId,
            IssuedAt = Life.ReadyAt,
            ExpiresAt = Life.ExpiresAt,
            Revision = Life.Revision,
            EventId = DirectCommands.IsOne(Owner) ? null : Owner,
            RequestedReductionKw = Life.RequestedReductionKw,
            DurationS = !isAnnouncement && Life.EndsAt is { } end ? Math.Max(1, (int)Math.Round((end - now).TotalSeconds)) : null,
            StartAt = Life.StartsAt,
            EndAt = isAnnouncement ? Life.EndsAt : null,
            ReturnSeconds = Life.ReturnSeconds,
            LoadId = Life.Order?.LoadId,
            ReduceKw = Life.Order?.ReduceKw,
            Enabled = Life.Order?.Enabled,
            CapacityKw = Life.Order?.CapacityKw,
            Priority = Life.Order?.Priority,
            What = Life.Order?.What,
            ReportIntervalSeconds = Life.Order?.ReportIntervalSeconds,
            TargetPowerKw = Life.Order?.TargetPowerKw,
            CommandKeys = Life.Order?.CommandKeys,
        };
    }
}
