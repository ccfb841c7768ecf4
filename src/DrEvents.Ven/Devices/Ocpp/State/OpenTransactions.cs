using System.Text.Json;
using DrEvents.Ven.Provisioning;

namespace DrEvents.Ven.Devices.Ocpp.State;

/// <summary>
/// The transactions that run, in a small file beside the VEN's log, so that a restart does not forget what a vehicle had taken: the charger
/// tells its counter, and never again where it stood when the vehicle came. It is written when a transaction begins or ends.
/// </summary>
/// <param name="file">Where; null keeps them in memory.</param>
internal sealed partial class OpenTransactions(string? file, ILogger logger)
{
    private const int EntriesMax = 64;
    private const long FileBytesMax = 64 * 1024;

    private readonly Lock _gate = new();
    private Dictionary<string, Transaction>? _byPlace;

    /// <summary>The transaction that ran at a connector when the VEN ended.</summary>
    public Transaction? Find(string charger, int connector)
    {
        lock (_gate)
            return (_byPlace ??= Read()).GetValueOrDefault(KeyOf(charger, connector));
    }

    /// <summary>Keeps what runs at a connector; null is nothing.</summary>
    public void Keep(string charger, int connector, Transaction? transaction)
    {
        lock (_gate)
        {
            _byPlace ??= Read();
            var key = KeyOf(charger, connector);
            var isKnown = _byPlace.TryGetValue(key, out var known);
            if (transaction is null ? !isKnown : known?.Id == transaction.Id && known.StartWh == transaction.StartWh)
                return;
            if (transaction is null)
                _byPlace.Remove(key);
            else if (isKnown || _byPlace.Count < EntriesMax)
                _byPlace[key] = transaction;
            Write(_byPlace);
        }
    }

    private static string KeyOf(string charger, int connector) => FormattableString.Invariant($"{charger}/{connector}");

    private Dictionary<string, Transaction> Read()
    {
        var read = new Dictionary<string, Transaction>(StringComparer.Ordinal);
        try
        {
            if (file is null || !File.Exists(file) || new FileInfo(file).Length > FileBytesMax)
                return read;
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var entry in document.RootElement.EnumerateObject().Take(EntriesMax))
            {
                var startWh = entry.Value.TryGetProperty("startWh", out var wh) ? wh.GetDouble() : (double?)null;
                var id = entry.Value.GetProperty("id").GetString()!;
                read[entry.Name] = new Transaction(id, entry.Value.GetProperty("startedAt").GetDateTimeOffset()) { StartWh = startWh };
            }
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
            )
        {
            LogUnread(file!, e.Message);
        }
        return read;
    }

    private void Write(Dictionary<string, Transaction> byPlace)
    {
        if (file is null)
            return;
        var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var (place, transaction) in byPlace)
            {
                json.WriteStartObject(place);
                json.WriteString("id", transaction.Id);
                json.WriteString("startedAt", transaction.StartedAt);
                if (transaction.StartWh is { } startWh)
                    json.WriteNumber("startWh", startWh);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        try
        {
            OwnFiles.Write(file, System.Text.Encoding.UTF8.GetString(text.ToArray()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(file, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be read; what vehicles took before now is not known: {Problem}")]
    private partial void LogUnread(string file, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be written; a restart forgets what vehicles have taken: {Problem}")]
    private partial void LogUnwritten(string file, string problem);
}
