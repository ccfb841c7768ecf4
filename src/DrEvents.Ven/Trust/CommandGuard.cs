using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Proof;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Trust;

/// <summary>
/// Stands before everything that obeys commands. Once the VEN has keys, only what one of them signed for this VEN and for this time gets through; what does not
/// is read no further and stands in no entry of its own: it is answered, counted, and forgotten.
/// </summary>
internal sealed partial class CommandGuard
{
    private readonly string _venId;
    private readonly CommandKeyFile _file;
    private readonly Controller _controller;
    private readonly ILogger _logger;
    private readonly Refusals _refusals;

    /// <summary>Who floods the VEN must not make it flood the broker, or fill its log.</summary>
    private readonly Budget _answers = new(10, TimeSpan.FromSeconds(1));

    /// <summary>The backend repeats a command every two seconds at most, and twice as slowly each time.</summary>
    private readonly Budget _repeats = new(120, TimeSpan.FromMinutes(1));

    public CommandGuard(string venId, CommandKeyFile file, Controller controller, ILogger logger)
    {
        (_venId, _file, _controller, _logger) = (venId, file, controller, logger);
        _refusals = new Refusals((now, reason, count) => controller.Note(now, new CommandsRefused(reason, count)));
    }

    /// <summary>The keys of now.</summary>
    public CommandKeys Keys => _file.Keys;

    /// <summary>Refused commands that are counted and not written down yet.</summary>
    public int Unwritten => _refusals.Unwritten;

    /// <summary>What to answer to a command that is refused; null where it may be obeyed.</summary>
    public CommandOutcome? Refuse(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        if (!Keys.Any)
            return null;
        if (Problem(payload, now) is not { } problem)
            return null;
        Count(problem, now);
        var envelope =
            _answers.Take(now) && payload.Length <= WireLimits.PayloadBytesMax
                ? Envelope.Read(Encoding.UTF8.GetString(payload.Span))
                : null;
        if (envelope is not var (op, correlationId) || correlationId.Length > WireLimits.TextMax)
            return new CommandOutcome(Ack: null);
        var ack = new VenAck
        {
            // Nothing is said again that nobody signed and the contract does not know.
            Op = CommandOps.All.Contains(op) ? op : "unknown",
            CorrelationId = correlationId,
            Ok = false,
            At = now,
            VenId = _venId,
            Error = problem,
        };
        return new CommandOutcome(ack.ToUtf8());
    }

    /// <summary>Counts something that was refused, a command or a wish.</summary>
    public void Count(string problem, DateTimeOffset now)
    {
        LogRefused(problem);
        _refusals.Add(problem, now);
    }

    /// <summary>Why a signature does not hold by the keys of this VEN; null where it does.</summary>
    public string? Problem(SignedMessage signed) =>
        Keys.Find(signed.KeyId) is not { } key ? $"{RefusalReasons.Signature}unknown key {signed.KeyId}"
        : signed.Problem(key) is { } problem ? RefusalReasons.Signature + problem
        : null;

    private string? Problem(ReadOnlyMemory<byte> payload, DateTimeOffset now)
    {
        if (payload.Length > WireLimits.PayloadBytesMax)
            return $"payload: more than {WireLimits.PayloadBytesMax} bytes";
        var (signed, unreadable) = SignedMessage.Read(payload);
        if (signed is null)
            return RefusalReasons.Signature + unreadable;
        if (Problem(signed) is { } unproved)
            return unproved;
        if (!VenCommand.Read(payload).TryGet(out var command, out var error))
            return error;
        if (command.VenId != _venId)
            return RefusalReasons.OtherVen;
        if (_controller.HasAnswered(command.CorrelationId))
            return _repeats.Take(now) ? null : RefusalReasons.TooManyRepeats;
        // Without an end it could be kept, and sent again when the VEN has forgotten it.
        if (command.ExpiresAt is not { } expiresAt)
            return RefusalReasons.ExpiresAtMissing;
        return expiresAt <= now ? RefusalReasons.Expired : TakeKeys(command, now);
    }

    /// <summary>Takes the keys that a command brings; says why not.</summary>
    private string? TakeKeys(VenCommand command, DateTimeOffset now)
    {
        if (command.CommandKeys is not { } views || command.Op is not (CommandOps.Set or CommandOps.SetConfig))
            return null;
        if (command.IssuedAt < _controller.Look(now).State.CommandKeysIssuedAt)
            return RefusalReasons.StaleKeys;
        var (keys, problem) = CommandKeys.Of(views);
        if (keys is null)
            return RefusalReasons.CommandKeys + problem;
        if (_file.Take(keys) is { } notWritten)
        {
            LogNotWritten(notWritten);
            return RefusalReasons.CommandKeys + "cannot be written down";
        }
        _controller.Note(now, new CommandKeysTaken([.. keys.Ids], command.IssuedAt));
        return null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A command or a wish was refused: {Problem}")]
    private partial void LogRefused(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "New command keys cannot be written down: {Reason}")]
    private partial void LogNotWritten(string reason);
}
