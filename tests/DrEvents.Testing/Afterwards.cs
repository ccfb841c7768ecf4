namespace DrEvents.Testing;

/// <summary>Tidies up at the end of a test, also of one that failed, so that those after it find what they expect.</summary>
public sealed class Afterwards(Func<Task> tidy) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await tidy();
}
