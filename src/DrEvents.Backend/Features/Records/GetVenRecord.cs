using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Engine;

namespace DrEvents.Backend.Features.Records;

[Middleware(typeof(KnownVen))]
public static class GetVenRecord
{
    /// <summary>Shows what part of what it promised a VEN delivered in past events, and by what its capacity is to be derated.</summary>
    [WolverineGet("/api/vens/{venId}/record")]
    [Needs(Need.Read)]
    public static async Task<VenRecordView> Get(
        Ven? ven,
        VenRecords records,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var record = (await records.AllAsync(session, cancellation)).GetValueOrDefault(ven!.VenId, VenRecord.None);
        var derate = await session.DerateAsync(ven.VenId, clock.GetUtcNow(), cancellation);
        return new VenRecordView(ven.VenId, record.Share, record.Times, BaselineResult.Round(derate.Share), derate.Events);
    }
}
