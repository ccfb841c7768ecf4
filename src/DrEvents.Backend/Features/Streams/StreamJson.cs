using Http = Microsoft.AspNetCore.Http.Json;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Writes what is told as answers are written: by the same options.</summary>
public sealed class StreamJson(IOptions<Http.JsonOptions> options)
{
    public byte[] Of<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, options.Value.SerializerOptions);
}
