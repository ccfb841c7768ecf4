using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>A line whose other end answers each frame as a test says.</summary>
internal sealed class ScriptedLine : ILine
{
    private Func<byte[], byte[]> _answer = _ => [];

    public string Name => "scripted";

    public TimeSpan SilenceBefore => TimeSpan.Zero;

    public void Next(Func<byte[], byte[]> answer) => _answer = answer;

    public Task<Stream> OpenAsync(CancellationToken cancellation) => Task.FromResult<Stream>(new Script(this));

    private sealed class Script(ScriptedLine line) : MemoryStream
    {
        private byte[] _left = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _left = line._answer(buffer.ToArray());
            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, _left.Length);
            _left.AsMemory(0, count).CopyTo(buffer);
            _left = _left[count..];
            return ValueTask.FromResult(count);
        }
    }
}
