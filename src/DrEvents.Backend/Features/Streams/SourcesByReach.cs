using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

/// <summary>The sources of the whole system, and of each set of programmes that somebody is bounded to: what is read for one listener is read for all of his kind.</summary>
public sealed class SourcesByReach
{
    private const string Bounded = "bounded\n";

    private readonly Func<IReadOnlyList<string>?, SystemSources> _make;
    private readonly Dictionary<string, Used> _used = [];
    private readonly Lock _gate = new();

    public SourcesByReach(IServiceProvider services, Feed feed)
    {
        _make = own => new SystemSources(
            own,
            services.GetRequiredService<IDocumentStore>(),
            services.GetRequiredService<OverTotals>(),
            services.GetRequiredService<Measurement.WatchedTotals>(),
            services.GetRequiredService<WatchedAttention>(),
            services.GetRequiredService<WatchedMembers>(),
            services.GetRequiredService<StreamJson>(),
            services.GetRequiredService<Pulse>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SystemSources>>()
        );
        feed.EventChanged += _ => Wake();
    }

    private sealed class Used(SystemSources sources)
    {
        public SystemSources Sources => sources;
        public int Users { get; set; }
    }

    /// <summary>The sources, kept until what is returned is disposed of.</summary>
    /// <param name="own">The programmes; null for the whole system.</param>
    public IDisposable Use(IReadOnlyList<string>? own, out SystemSources sources)
    {
        // Who is bounded to nothing has sources of his own, and not those of the whole system.
        var name = own is null ? "" : Bounded + WatchedMembers.NameOf(own);
        lock (_gate)
        {
            if (!_used.TryGetValue(name, out var used))
                _used.Add(name, used = new Used(_make(own)));
            used.Users++;
            sources = used.Sources;
            return new Using(this, name, used);
        }
    }

    private void Wake()
    {
        SystemSources[] all;
        lock (_gate)
            all = [.. _used.Values.Select(u => u.Sources)];
        foreach (var sources in all)
            sources.Wake();
    }

    private void Leave(string name, Used used)
    {
        lock (_gate)
        {
            if (--used.Users == 0)
                _used.Remove(name);
        }
    }

    private sealed class Using(SourcesByReach owner, string name, Used used) : IDisposable
    {
        public void Dispose() => owner.Leave(name, used);
    }
}
