namespace DrEvents.Benchmarks.Mqtt;

/// <summary>Several connections that publish together. Messages of one VEN go through one connection and stay in order.</summary>
internal sealed class PublisherGroup : IAsyncDisposable
{
    private readonly LoadClient[] _clients;

    private PublisherGroup(LoadClient[] clients) => _clients = clients;

    public static async Task<PublisherGroup> ConnectAsync(int port, int connections, CancellationToken cancellation)
    {
        var clients = new LoadClient[connections];
        for (var i = 0; i < connections; i++)
            clients[i] = await LoadClient.ConnectAsync(port, received: null, filter: null, cancellation);
        return new PublisherGroup(clients);
    }

    /// <summary>Publishes all, message n through connection n modulo their number, and returns when the broker has all.</summary>
    public Task PublishAsync(IReadOnlyList<(string Topic, byte[] Payload)> messages, CancellationToken cancellation) =>
        Task.WhenAll(_clients.Select((client, place) => PublishAsync(client, place, messages, cancellation)));

    /// <summary>Publishes one message.</summary>
    public Task PublishAsync(int n, string topic, byte[] payload, CancellationToken cancellation) =>
        _clients[n % _clients.Length].PublishAsync(topic, payload, cancellation);

    private async Task PublishAsync(
        LoadClient client,
        int place,
        IReadOnlyList<(string Topic, byte[] Payload)> messages,
        CancellationToken cancellation
    )
    {
        var sending = new Queue<Task>();
        for (var n = place; n < messages.Count; n += _clients.Length)
        {
            sending.Enqueue(client.PublishAsync(messages[n].Topic, messages[n].Payload, cancellation));
            // Not all at once: the tasks of thousands that wait would cost more than the sending.
            if (sending.Count > Contracts.Mqtt.WireLimits.InFlightMax)
                await sending.Dequeue();
        }
        await Task.WhenAll(sending);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
    }
}
