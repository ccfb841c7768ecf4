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
    private bool _hasDocument;
    private bool _isAnswerTooEarly;
    private long? _version;
    private DateTimeOffset? _versionAt;
    private long? _versionSinceAsked;
    private int _failures;
    private int _requests;

    // Others ask on the same topics, and this VEN asked before it was started.
    private readonly string _name = Guid.NewGuid().ToString("N")[..8];

    /// <summary>What was reported before the newest report; null where nothing was in this connection.</summary>
    public ReportedState? ReportedBefore { get; private set; }

    /// <summary>When the request went out that is not answered yet.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>A new connection: everything is asked anew.</summary>
    public void Begin()
    {
        (_token, _sending, _reported, _reportedAt) = (null, null, null, null);
        (_isKnown, _hasDocument, _isAnswerTooEarly, _failures, _pauseUntil) = (false, false, false, 0, DateTimeOffset.MinValue);
        (_version, _versionAt, _versionSinceAsked) = (null, null, null);
    }

    /// <summary>The shadow was deleted. Its next one may begin anew with its versions, and wants to be reported to.</summary>
    public void Deleted()
    {
        (_version, _versionAt, _versionSinceAsked) = (null, null, null);
        (_reported, _reportedAt, _hasDocument) = (null, null, false);
        AskAnew();
    }

    /// <summary>What is known of the shadow does not count any more: the document is asked for.</summary>
    public void AskAnew() => (_isKnown, _isAnswerTooEarly) = (false, _token is not null);

    /// <summary>Something could not be done now: the document is asked for after a pause.</summary>
    public void AskLater(DateTimeOffset now)
    {
        _isKnown = false;
        Fail(now);
    }

    /// <summary>Whether a client's token is one of this VEN.</summary>
    public bool IsOurs(string? token) => token?.StartsWith(_name, StringComparison.Ordinal) == true;

    /// <summary>A token for a request whose answer is not waited for.</summary>
    public string Sign() => $"{_name}-{(++_requests).ToString(CultureInfo.InvariantCulture)}";

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
        (_token, _sending, AskedAt) = (Sign(), report, now);
        if (report is null)
            _versionSinceAsked = null;
        else
            ReportedBefore = _reported;
        return _token;
    }

    /// <summary>A request was accepted; false when it was not ours, or is not waited for any more.</summary>
    public bool Accept(string? token)
    {
        if (_token is null || token != _token)
            return false;
        if (_sending is not null)
            (_reported, _reportedAt) = (_sending, AskedAt);
        (_token, _sending, _isKnown, _isAnswerTooEarly, _failures) = (null, null, !_isAnswerTooEarly, false, 0);
        return true;
    }

    /// <summary>A request was rejected; false when it was not ours, or is not waited for any more.</summary>
    public bool Reject(string? token, int? code, DateTimeOffset now)
    {
        if (_token is null || token != _token)
            return false;
        if (code == NotFound)
        {
            Accept(token);
            _hasDocument = true;
            // It was made meanwhile.
            if (_versionSinceAsked is not null)
                AskAnew();
            return true;
        }
        _isKnown = code != Conflict && _isKnown;
        Fail(now);
        return true;
    }

    /// <summary>
    /// Whether a difference is the newest word. One of a lower version has been overtaken, or its shadow was deleted and made again: unless
    /// time tells, the document does. So it does on a new connection: what was kept for this VEN may have been taken back since.
    /// </summary>
    public bool IsNewest(long version, DateTimeOffset? at)
    {
        if (!_hasDocument)
        {
            _versionSinceAsked = version;
            return false;
        }
        if (version < _version)
        {
            if (at is null || at >= _versionAt)
                AskAnew();
            return false;
        }
        (_version, _versionAt, _versionSinceAsked) = (version, at, version);
        return true;
    }

    /// <summary>Whether a document is the newest word; one that was overtaken on its way is asked for again.</summary>
    public bool IsNewestDocument(long version, DateTimeOffset? at)
    {
        if (version < _versionSinceAsked)
        {
            AskAnew();
            return false;
        }
        (_version, _versionAt, _hasDocument) = (version, at, true);
        return true;
    }

    private void Fail(DateTimeOffset now)
    {
        (_token, _sending) = (null, null);
        var pause = PauseFirst * Math.Pow(2, Math.Min(_failures++, DoublingsMax));
        _pauseUntil = now + (pause < PauseLongest ? pause : PauseLongest);
    }
}
