using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Records;

[Middleware(typeof(KnownVen))]
public static class GetVenRecord
{
    /// <summary>Shows what part of what it promised a VEN delivered in past events.</summary>
    [WolverineGet("/api/vens/{venId}/record")]
    public static async Task<VenRecordView> Get(Ven? ven, VenRecords records, IQuerySession session, CancellationToken cancellation)
    {
        var record = (await records.AllAsync(session, cancellation)).GetValueOrDefault(ven!.VenId, VenRecord.None);
        return new VenRecordView(ven.VenId, record.Share, record.Times);
    }
}
