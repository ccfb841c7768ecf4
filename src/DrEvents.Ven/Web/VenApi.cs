using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Web.Commissioning;

namespace DrEvents.Ven.Web;

/// <summary>The page's JSON API. Few paths, told apart by hand: no router, nothing that a trimmed program would lack.</summary>
internal sealed class VenApi(IOwnerDesk desk, PageAccess access, LiveStream live)
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] Patch = [HttpMethods.Patch];
    private static readonly string[] PostDelete = [HttpMethods.Post, HttpMethods.Delete];

    private readonly DeviceApi _devices = new(desk);

    /// <summary>Answers a request below <c>/api</c>.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimEnd('/').Split('/')[2..];
        string[]? methods = path switch
        {
            ["state"] or ["stream"] or ["events"] or ["history"] or ["log"] or ["receipts"] => Get,
            ["receipts", _, _] => Get,
            ["events", _, "opt-out" or "opt-in"] => Post,
            ["test-event"] => PostDelete,
            ["loads", _] => Patch,
            ["devices", .. var rest] => DeviceApi.MethodsOf(rest),
            _ => null,
        };
        var method = context.Request.Method;
        var problem =
            methods is null ? new Problem(StatusCodes.Status404NotFound, "There is nothing of this name")
            : !methods.Contains(method) ? NotAllowed(context, methods)
            : null;
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }
        var (mayChange, wrong) = access.Check(context);
        var isOfOwner = !HttpMethods.IsGet(method) || DeviceApi.IsOfOwner(path);
        if (wrong is null && isOfOwner && !mayChange)
            wrong = PageAccess.Unpaired(context, "Authorization: a change needs the pairing token");
        if (wrong is not null)
            await wrong.WriteAsync(context);
        else if (path is ["devices", .. var device])
            await _devices.AnswerAsync(context, device);
        else if (HttpMethods.IsGet(method))
            await ReadAsync(context, path, mayChange);
        else
            await ChangeAsync(context, path);
    }

    private Task ReadAsync(HttpContext context, string[] path, bool mayChange)
    {
        VenView ForWhom(VenView view) => view with { MayChange = mayChange, NeedsPairing = access.IsPairingRequired };
        switch (path[0])
        {
            case "stream":
                return live.RunAsync(context, ForWhom);
            case "events":
                return SendAsync(context, EventsView.Of(desk.Look()), VenViewJson.Default.EventsView);
            case "log":
                return SendAsync(context, desk.ReadLog(), VenViewJson.Default.LogView);
            case "receipts" when path.Length > 1:
                return ReceiptDownload.AnswerAsync(context, desk.Look().State, path[1], path[2]);
            case "receipts":
                return SendAsync(context, desk.ReadReceipts(), VenViewJson.Default.ReceiptsView);
            case "history":
                var text = context.Request.Query["hours"].ToString();
                var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours);
                return text.Length > 0 && (!isNumber || hours is < 1 or > PowerTrace.HoursMax)
                    ? Problem.Field("hours", $"a whole number from 1 to {PowerTrace.HoursMax}").WriteAsync(context)
                    : SendAsync(context, HistoryView.Of(desk.Look(), desk.Trace, Math.Max(1, hours)), VenViewJson.Default.HistoryView);
            default:
                return SendAsync(context, ForWhom(desk.View()), VenViewJson.Default.VenView);
        }
    }

    private async Task ChangeAsync(HttpContext context, string[] path)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        var (wish, problem) = path switch
        {
            ["events", var id, "opt-out"] => await WishAsync(
                context,
                VenViewJson.Default.OptOutRequest,
                body => now => OptOuts.Out(now, id, body.Reason)
            ),
            ["events", var id, _] => await EmptyAsync(context, now => OptOuts.In(now, id)),
            ["loads", var id] => await WishAsync(
                context,
                VenViewJson.Default.LoadRequest,
                body => now => OwnerWishes.ChangeLoad(now, id, body.Enabled, body.Priority)
            ),
            _ when isPost => await WishAsync(
                context,
                VenViewJson.Default.TestRequest,
                body => now => OwnerWishes.StartTest(now, body.ReductionKw, body.Minutes)
            ),
            _ => (OwnerWishes.StopTest, null),
        };
        problem ??= desk.Ask(wish!) is { } refusal ? Problem.Of(refusal) : null;
        if (problem is not null)
            await problem.WriteAsync(context);
        else
            await SendAsync(
                context,
                desk.View() with
                {
                    MayChange = true,
                    NeedsPairing = access.IsPairingRequired,
                },
                VenViewJson.Default.VenView
            );
    }

    private static Problem NotAllowed(HttpContext context, string[] methods)
    {
        context.Response.Headers.Allow = string.Join(", ", methods);
        return new Problem(StatusCodes.Status405MethodNotAllowed, "Not with this method", "allowed: " + string.Join(", ", methods));
    }

    /// <summary>A change without a body still says that it is JSON: no form of another page can do that.</summary>
    private static async Task<(Func<Situation, OwnerDecision>? Wish, Problem? Problem)> EmptyAsync(
        HttpContext context,
        Func<Situation, OwnerDecision> wish
    )
    {
        var (_, problem) = await RequestBody.BytesAsync(context);
        return (wish, problem);
    }

    private static async Task<(Func<Situation, OwnerDecision>? Wish, Problem? Problem)> WishAsync<T>(
        HttpContext context,
        JsonTypeInfo<T> type,
        Func<T, Func<Situation, OwnerDecision>> wish
    )
        where T : class
    {
        var (body, problem) = await RequestBody.ReadAsync(context, type);
        return body is null ? (null, problem) : (wish(body), null);
    }

    /// <summary>Answers with JSON, or says that it is what the browser has.</summary>
    internal static Task SendAsync<T>(HttpContext context, T view, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(view, type);
        var response = context.Response;
        var tag = Asset.TagOf(bytes);
        response.Headers.ETag = tag;
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
