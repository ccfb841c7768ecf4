using System.Globalization;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.State;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>A limit of the VEN's that is on a connector.</summary>
/// <param name="AskedKw">What was asked for.</param>
/// <param name="Rate">What the charger was told.</param>
/// <param name="Kw">What that is in power.</param>
/// <param name="SetAt">When it was first set, by <see cref="Charger.Elapsed"/>.</param>
/// <param name="EndsAt">When the charger forgets it, by <see cref="Charger.Elapsed"/>.</param>
internal sealed record OwnLimit(double AskedKw, ChargingRate Rate, double Kw, TimeSpan SetAt, TimeSpan EndsAt)
{
    /// <summary>Where it was set.</summary>
    public required ChargerLink Link { get; init; }

    /// <summary>
    /// What the limit is called where it counts, kW: what was asked for, though the charger's steps, its own greatest current or the phases of
    /// the vehicle make less of it.
    /// </summary>
    public double CountsAsKw => Math.Max(AskedKw, Kw);

    /// <summary>It was not set, as the operator's limit is no higher.</summary>
    public bool IsLeftToOperator { get; init; }

    /// <summary>How often the operator had touched the profiles when it was set.</summary>
    public required int ProfileEpoch { get; init; }

    /// <summary>In which transaction it was set; null outside of one.</summary>
    public required string? TransactionId { get; init; }
}

/// <summary>
/// Sets, keeps and takes away the VEN's limit on one connector. It is set anew where the transaction or the connection is another than the
/// one that it was set in, and is never above a limit that somebody else has set.
/// </summary>
internal sealed class ProfileKeeper(Charger charger, ConnectorSettings settings, TimeProvider time)
{
    private const string Accepted = "Accepted";
    private const int FirstProfileId = 47_000;

    /// <summary>A charger's clock may be behind by so much: what begins later would not count yet.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadIntervalUnderLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReadIntervalAfterChange = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterChange = TimeSpan.FromSeconds(20);

    private readonly CountingLimit _counting = new(charger, settings);
    private bool _isKnown;
    private ChargerLink? _defaultOnly;
    private TimeSpan? _readAt;
    private double? _othersKw;

    /// <summary>The VEN's limit; null where none is on the connector.</summary>
    public OwnLimit? Own { get; private set; }

    /// <summary>When it was set or taken away, by <see cref="Charger.Elapsed"/>.</summary>
    public TimeSpan? ChangedAt { get; private set; }

    /// <summary>The limit that counts, whoever set it, kW; null where none does.</summary>
    public double? CountingKw => _counting.IsRead ? _counting.Kw : Own?.CountsAsKw;

    /// <summary>Whether the charger itself said so.</summary>
    public bool IsRead => _counting.IsRead;

    /// <summary>Sets a limit that the charger forgets by itself.</summary>
    public async Task SetAsync(ChargerLink link, double kw, TimeSpan forgottenAfter, CancellationToken cancellation)
    {
        // Raised so far, ours would lift the limit of somebody else that it stands before.
        if (!_isKnown || (Own is { IsLeftToOperator: false } && _othersKw <= kw))
            await ClearAsync(link, cancellation);
        if (Own is null or { IsLeftToOperator: true })
        {
            Own = null;
            await ReadAsync(link, cancellation);
            _othersKw = _counting.Kw;
            // Ours would stand in the place of what somebody else has set, and would lift it.
            if (_counting.Kw <= kw)
            {
                LeaveToOthers(link, kw, forgottenAfter);
                return;
            }
        }
        var now = charger.Elapsed;
        await SendAsync(link, kw, Own?.SetAt ?? now, now + forgottenAfter, cancellation);
        ChangedAt = now;
    }

    /// <summary>Takes the limit away.</summary>
    public async Task ClearAsync(ChargerLink link, CancellationToken cancellation)
    {
        foreach (var purpose in Purposes())
            await link.Dialect.ClearAsync(link.Connection, IdOf(purpose), cancellation);
        (Own, _othersKw, _isKnown, _readAt, ChangedAt) = (null, null, true, null, charger.Elapsed);
    }

    /// <summary>Sets the limit again where the transaction, the connection or the phases are others than it was set for.</summary>
    public async Task KeepAsync(ChargerLink link, CancellationToken cancellation)
    {
        if (Own is not { } own)
            return;
        if (own.EndsAt <= charger.Elapsed)
            // By a clock that is behind, the charger may not have forgotten it yet; it is cleared before another is set.
            (Own, _isKnown, _readAt) = (null, false, null);
        else if (own.ProfileEpoch != charger.ProfileEpoch || (own.IsLeftToOperator && IsForAnother(own, link)))
            await SetBesideAsync(link, own, cancellation);
        else if (IsForAnother(own, link))
            await SendAsync(link, own.AskedKw, own.SetAt, own.EndsAt, cancellation);
    }

    /// <summary>What the operator limits is done for the VEN too; what the owner does is the owner's own.</summary>
    private void LeaveToOthers(ChargerLink link, double kw, TimeSpan forgottenAfter)
    {
        if (charger.Settings.Operator is null || _counting.Rate is not { } rate)
            return;
        var now = charger.Elapsed;
        Own = new OwnLimit(kw, rate with { Phases = PhasesInUse }, _counting.Kw!.Value, now, now + forgottenAfter)
        {
            Link = link,
            TransactionId = TransactionId,
            ProfileEpoch = charger.ProfileEpoch,
            IsLeftToOperator = true,
        };
        _readAt = null;
    }

    /// <summary>Sets the limit again beside what the operator has set meanwhile, which must not be lifted by it.</summary>
    private async Task SetBesideAsync(ChargerLink link, OwnLimit own, CancellationToken cancellation)
    {
        var left = own.EndsAt - charger.Elapsed;
        await ClearAsync(link, cancellation);
        await SetAsync(link, own.AskedKw, left, cancellation);
    }

    /// <summary>Reads which limit counts, where that was long ago. A charger may take a moment until it reckons with a new one.</summary>
    public async Task ReadBackAsync(ChargerLink link, CancellationToken cancellation)
    {
        var now = charger.Elapsed;
        var isChanging = now - ChangedAt < AfterChange && _counting.IsOurs != Own is not null;
        var interval =
            isChanging ? ReadIntervalAfterChange
            : Own is null ? ReadInterval
            : ReadIntervalUnderLimit;
        if (_readAt is not { } at || now - at >= interval)
            await ReadAsync(link, cancellation);
    }

    private bool IsForAnother(OwnLimit own, ChargerLink link) =>
        own.Link != link || own.TransactionId != TransactionId || own.Rate.Phases != PhasesInUse;

    private int PhasesInUse => OcppDriver.PhasesOf(charger.Of(settings.Number), charger.Settings);

    private string? TransactionId => charger.Of(settings.Number).Transaction?.Id;

    private async Task ReadAsync(ChargerLink link, CancellationToken cancellation)
    {
        var unit = (await link.GreetAsync(charger.Settings, cancellation)).Unit ?? RateUnit.A;
        await _counting.ReadAsync(link, unit, Own, time.GetUtcNow(), cancellation);
        _readAt = charger.Elapsed;
    }

    private async Task SendAsync(ChargerLink link, double kw, TimeSpan setAt, TimeSpan endsAt, CancellationToken cancellation)
    {
        var abilities = await link.GreetAsync(charger.Settings, cancellation);
        var (connector, epoch) = (charger.Of(settings.Number), charger.ProfileEpoch);
        var phases = OcppDriver.PhasesOf(connector, charger.Settings);
        var volts = connector.Volts ?? charger.Settings.Volts;
        var transaction = connector.Transaction?.Id;
        var purpose = PurposeOf(link, transaction);
        var status = "";
        foreach (var unit in abilities.Unit is { } only ? [only] : new[] { RateUnit.A, RateUnit.W })
        {
            // More than the charger has would be read back as what it has.
            var mostKw = settings.RatedKw * phases / charger.Settings.Phases;
            var rate = ChargingRate.Of(Math.Min(kw, mostKw), unit, phases, volts, settings.CanPause);
            status = await TrySendAsync(link, purpose, transaction, rate, endsAt, abilities, cancellation);
            if (status != Accepted && purpose == ProfilePurpose.Tx)
            {
                status = await TrySendAsync(link, ProfilePurpose.TxDefault, null, rate, endsAt, abilities, cancellation);
                _defaultOnly = status == Accepted ? link : null;
            }
            if (status != Accepted)
                continue;
            Own = new OwnLimit(kw, rate, rate.Kw(volts), setAt, endsAt)
            {
                Link = link,
                TransactionId = transaction,
                ProfileEpoch = epoch,
            };
            _readAt = null;
            return;
        }
        throw new RpcRefusedException(status, "SetChargingProfile");
    }

    private async Task<string> TrySendAsync(
        ChargerLink link,
        ProfilePurpose purpose,
        string? transaction,
        ChargingRate rate,
        TimeSpan endsAt,
        ChargerAbilities abilities,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var profile = new ChargingProfile(
            IdOf(purpose),
            purpose == ProfilePurpose.ChargerMax ? 0 : settings.Number,
            purpose,
            purpose == ProfilePurpose.Tx ? transaction : null,
            abilities.StackLevelMax ?? 0,
            rate,
            now - Behind,
            now + (endsAt - charger.Elapsed)
        );
        return await link.Dialect.SetAsync(link.Connection, profile, cancellation);
    }

    /// <summary>
    /// Beside an operator the charger's own maximum is limited, which counts together with the operator's profiles: the lowest does. A charger
    /// that has once taken the default only is told the default.
    /// </summary>
    private ProfilePurpose PurposeOf(ChargerLink link, string? transaction) =>
        charger.Settings.Operator is not null ? ProfilePurpose.ChargerMax
        : transaction is null || _defaultOnly == link || !IsTold(link, transaction) ? ProfilePurpose.TxDefault
        : ProfilePurpose.Tx;

    /// <summary>Transactions of OCPP 1.6 are numbers; one that was resumed from another version is not.</summary>
    private static bool IsTold(ChargerLink link, string transaction) =>
        link.Connection.Version != OcppVersion.V16 || int.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private IEnumerable<ProfilePurpose> Purposes() =>
        charger.Settings.Operator is null ? [ProfilePurpose.Tx, ProfilePurpose.TxDefault] : [ProfilePurpose.ChargerMax];

    /// <summary>Each connector and purpose has an id of its own; a profile with the same id takes the place of the one before.</summary>
    private int IdOf(ProfilePurpose purpose) => FirstProfileId + (10 * settings.Number) + (int)purpose;
}
