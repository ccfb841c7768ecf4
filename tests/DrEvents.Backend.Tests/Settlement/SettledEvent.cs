using DrEvents.Backend.Tests.Results;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>An event that is over, and terms: one VEN has its own in quarters, all others have clipped ones in five minutes.</summary>
public sealed class SettledEvent : IAsyncLifetime
{
    private const string Terms = """
        {"terms":[
          {"id":"one","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"signed","validFrom":"2020-01-01T00:00:00Z","vens":["mv-1"],"capKw":"1.5"},
          {"id":"others","currency":"EUR","pricePerKwh":"0.1","intervalMinutes":5,"settles":"clipped","validFrom":"2020-01-01T00:00:00Z"},
          {"id":"abroad","currency":"GBP","pricePerKwh":"1","intervalMinutes":5,"settles":"signed","validFrom":"2020-01-01T00:00:00Z","groups":["abroad"]}
        ]}
        """;

    /// <summary>Its terms and its key.</summary>
    public SettlementFiles Files { get; } = new(Terms);

    /// <summary>The event.</summary>
    public MeasuredEvent Over { get; }

    /// <summary>With the terms of the files.</summary>
    public SettledEvent() => Over = new MeasuredEvent(Files.Settings);

    /// <inheritdoc />
    public ValueTask InitializeAsync() => Over.InitializeAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Over.DisposeAsync();
        Files.Dispose();
    }
}
