using DrEvents.Contracts;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Enrolment;
using DrEvents.Ven.Log;
using DrEvents.Ven.Reporting;

namespace DrEvents.Ven;

/// <summary>What the VEN says of itself beside its samples.</summary>
public sealed partial class VenAgent
{
    /// <summary>Says again that the VEN is online: a will came late, or somebody else said something about it.</summary>
    private void SayAgain(DateTimeOffset now)
    {
        LogContradicted(_logger);
        if (_presence.Session != _controller.Session)
            _controller.Note(now, new ConnectionChanged(true, null, _presence.Session));
        // What does not get through now is said with the next connection.
        _ = PublishStatusAsync(isOnline: true, _stopping.Token);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The status topic says of this VEN what does not hold; it is corrected")]
    private static partial void LogContradicted(ILogger logger);

    /// <summary>The next report after one that was due; what was missed, as while the machine slept, is not made up.</summary>
    private static DateTimeOffset NextReport(DateTimeOffset dueAt, DateTimeOffset now, TimeSpan interval)
    {
        var next = dueAt + interval;
        return next > now && next - now <= interval ? next : now + interval;
    }

    private Task<bool> PublishStatusAsync(bool isOnline, CancellationToken cancellation)
    {
        var hearsReceipts = _connection.HearsReceipts;
        var status = new VenStatusMessage(
            isOnline,
            _clock.GetUtcNow(),
            _controller.ReportIntervalS,
            [
                .. Capabilities,
                .. hearsReceipts ? [VenCapabilities.Receipts] : Array.Empty<string>(),
                .. _guard.Keys.Ids.Select(VenCapabilities.CommandKey),
            ],
            _presence.Session,
            hearsReceipts && _controller.NewestReceipts is { Count: > 0 } receipts ? receipts : null
        );
        return _connection.PublishAsync(Topics.Status(_options.VenId), status.ToUtf8(), retain: true, cancellation: cancellation);
    }

    /// <summary>Renews the certificate of a VEN that has enrolled, and connects anew by it.</summary>
    private Task RenewAsync() =>
        _options.Enrolment is { } record
            ? new Renewal(
                new EnrolmentFiles(_options.VenId, _options.LogFile),
                record,
                _connection.TakeNewCertificate,
                _clock,
                _logger
            ).RunAsync(_stopping.Token)
            : Task.CompletedTask;

    private Task<bool> PublishLoadsAsync(CancellationToken cancellation)
    {
        var snapshot = Report.Snapshot(_controller.Look(_clock.GetUtcNow()));
        return _connection.PublishAsync(Topics.Loads(_options.VenId), snapshot.ToUtf8(), cancellation: cancellation);
    }
}
