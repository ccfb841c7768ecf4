using System.Globalization;

namespace DrEvents.Ven.Shadow;

/// <summary>What to send to the shadow service.</summary>
internal enum ShadowStep
{
    /// <summary>Nothing now.</summary>
    Nothing,

    /// <summary>Ask for the document.</summary>
    Get,

    /// <summary>Report.</summary>
    Report,
}

/// <summary>
/// Where the conversation with the shadow service stands: what was asked, what is known, when to speak next. A service that does not
/// answer is asked less and less often, so that a broker without shadow costs nothing.
/// </summary>
internal sealed class ShadowTalk
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseFirst = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromHours(1);
    private const int DoublingsMax = 10;

    /// <summary>There is no shadow yet: the ordinary answer to a VEN that is new, which then reports.</summary>
    public const int NotFound = 404;

    private const int Conflict = 409;

    private string? _token;
    private ReportedState? _sending;
    private ReportedState? _reported;
    private DateTimeOffset? _reportedAt;
    private DateTimeOffset _pauseUntil;
    private bool _isKnown;
    private long _deltaVersion;
    private int _failures;
    private int _requests;

    /// <summary>When the request went out that is not answered yet.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>A new connection: everything is asked anew.</summary>
    public void Begin()
    {
        (_token, _sending, _reported, _reportedAt) = (null, null, null, null);
        (_isKnown, _deltaVersion, _failures, _pauseUntil) = (false, 0, 0, DateTimeOffset.MinValue);
    }

    /// <summary>What to send now.</summary>
    /// <param name="report">What there would be to report.</param>
    /// <param name="now">The time.</param>
    public ShadowStep Next(ReportedState report, DateTimeOffset now)
    {
        if (_token is not null)
        {
            if (now - AskedAt < AnswerMax)
                return ShadowStep.Nothing;
            Fail(now);
        }
        if (now < _pauseUntil)
            return ShadowStep.Nothing;
        if (!_isKnown)
            return ShadowStep.Get;
        if (_reported is null || report.IsChangedFrom(_reported))
            return ShadowStep.Report;
        return now - _reportedAt >= ReportEvery && report.HasMovedFrom(_reported) ? ShadowStep.Report : ShadowStep.Nothing;
    }

    /// <summary>A request goes out; its answer will carry this token.</summary>
    public string Ask(ReportedState? report, DateTimeOffset now)
    {
        (_token, _sending, AskedAt) = ((++_requests).ToString(CultureInfo.InvariantCulture), report, now);
        return _token;
    }

    /// <summary>A request was accepted; false when it was not ours, or is not waited for any more.</summary>
    public bool Accept(string? token)
    {
        if (_token is null || token != _token)
            return false;
        if (_sending is not null)
            (_reported, _reportedAt) = (_sending, AskedAt);
        (_token, _sending, _isKnown, _failures) = (null, null, true, 0);
        return true;
    }

    /// <summary>A request was rejected; false when it was not ours, or is not waited for any more.</summary>
    public bool Reject(string? token, int? code, DateTimeOffset now)
    {
        if (_token is null || token != _token)
            return false;
        if (code == NotFound)
            return Accept(token);
        _isKnown = code != Conflict && _isKnown;
        Fail(now);
        return true;
    }

    /// <summary>Whether a difference is newer than the last; one that is not has been overtaken.</summary>
    public bool IsNew(long version)
    {
        if (version <= _deltaVersion)
            return false;
        _deltaVersion = version;
        return true;
    }

    private void Fail(DateTimeOffset now)
    {
        (_token, _sending) = (null, null);
        var pause = PauseFirst * Math.Pow(2, Math.Min(_failures++, DoublingsMax));
        _pauseUntil = now + (pause < PauseLongest ? pause : PauseLongest);
    }
}
