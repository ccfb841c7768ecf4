using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Commands;

/// <summary>A stored command on its way to its VEN; the time that is left is filled in when it is sent.</summary>
/// <param name="EndsAt">Until when, for a shed that begins when it comes; null for any other command.</param>
/// <param name="Attempt">1 for the first sending.</param>
/// <param name="SendAt">When it is sent, where it was made ready before its event's start.</param>
public sealed record OutgoingCommand(
    string Stream,
    string VenId,
    VenCommand Command,
    DateTimeOffset? EndsAt,
    int Attempt,
    DateTimeOffset? SendAt
)
{
    public static OutgoingCommand From(string stream, CommandDispatched stored) => From(stream, CommandLife.From(stored));

    public static OutgoingCommand From(string stream, CommandLife life)
    {
        var (owner, venId) = Participation.Parse(stream) ?? throw new ArgumentException($"'{stream}' is no participation", nameof(stream));
        var command = new VenCommand
        {
            Op = life.Op,
            CorrelationId = life.CorrelationId,
            VenId = venId,
            IssuedAt = life.ReadyAt,
            ExpiresAt = life.ExpiresAt,
            Revision = life.Revision,
            EventId = owner.StartsWith(DirectCommands.Prefix, StringComparison.Ordinal) ? null : owner,
            RequestedReductionKw = life.RequestedReductionKw,
            StartAt = life.StartsAt,
            EndAt = life.StartsAt is null ? null : life.EndsAt,
            LoadId = life.Order?.LoadId,
            ReduceKw = life.Order?.ReduceKw,
            Enabled = life.Order?.Enabled,
            CapacityKw = life.Order?.CapacityKw,
            Priority = life.Order?.Priority,
            What = life.Order?.What,
            ReportIntervalSeconds = life.Order?.ReportIntervalSeconds,
            TargetPowerKw = life.Order?.TargetPowerKw,
        };
        return new OutgoingCommand(stream, venId, command, life.StartsAt is null ? life.EndsAt : null, life.Attempts + 1, life.SendAt);
    }

    public byte[] Payload(DateTimeOffset now) =>
        (EndsAt is { } end ? Command with { DurationS = Math.Max(1, (int)Math.Round((end - now).TotalSeconds)) } : Command).ToUtf8();
}
