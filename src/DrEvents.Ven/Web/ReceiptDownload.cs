using System.Text;
using DrEvents.Ven.Receipts;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Web;

/// <summary>Gives a receipt away as a file, byte for byte as it was signed: <c>drevents receipt verify</c> reads it.</summary>
internal static class ReceiptDownload
{
    public static Task AnswerAsync(HttpContext context, VenState state, string eventId, string result)
    {
        // Only the way in which it is written here names it.
        if (state.Receipts.Find(r => r.EventId == eventId && r.Id == $"{eventId}/{result}") is not { } kept)
            return new Problem(StatusCodes.Status404NotFound, "There is no such receipt").WriteAsync(context);
        var bytes = Encoding.UTF8.GetBytes(kept.Document);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"receipt-{kept.EventId}-{kept.Result}.json\"";
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
