using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Commissioning.Finding;

namespace DrEvents.Ven.Web.Commissioning;

/// <summary>What is below <c>/api/devices</c>: whoever may change something takes devices into the home there.</summary>
internal sealed class DeviceApi(IOwnerDesk desk)
{
    private const double SecondsMax = 60;

    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] GetPost = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>The methods of a path below <c>devices</c>; null where there is nothing.</summary>
    public static string[]? MethodsOf(string[] path) =>
        path switch
        {
            [] => GetPost,
            ["strangers"] or [_, "record"] => Get,
            ["scan"] or ["restart"] or [_, "trial" or "finish"] => Post,
            _ => null,
        };

    /// <summary>Whether even looking at a path is for who may change something: what there is in the home's network is nobody else's business.</summary>
    public static bool IsOfOwner(string[] path) => path is ["devices"] or ["devices", "strangers"];

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context, string[] path)
    {
        var problem = await ProblemAsync(context, path);
        if (problem is not null)
            await problem.WriteAsync(context);
    }

    /// <summary>Does what is asked and answers, or says what is wrong.</summary>
    private async Task<Problem?> ProblemAsync(HttpContext context, string[] path)
    {
        try
        {
            return path switch
            {
                [] when HttpMethods.IsGet(context.Request.Method) => await ShowAsync(context),
                [] => await AddAsync(context),
                ["strangers"] => await SendAsync(context, desk.Commissioner.Strangers()),
                ["scan"] => await SearchAsync(context),
                ["restart"] => await RestartAsync(context),
                [var id, "trial"] => await TryAsync(context, id),
                [var id, "finish"] => await FinishAsync(context, id),
                _ => await RecordAsync(context, path[0]),
            };
        }
        catch (RefusedException e)
        {
            return Problem.Of(e.Refusal);
        }
        catch (InvalidDataException e)
        {
            return new Problem(StatusCodes.Status400BadRequest, "What is asked cannot be done", e.Message);
        }
        catch (DeviceException e)
        {
            return new Problem(StatusCodes.Status409Conflict, "The device cannot be tried", e.Message);
        }
    }

    private async Task<Problem?> ShowAsync(HttpContext context)
    {
        await VenApi.SendAsync(context, DevicesView.Of(desk.Commissioner, desk.Look().Now), DeviceJson.Default.DevicesView);
        return null;
    }

    private async Task<Problem?> SendAsync(HttpContext context, SearchOutcome outcome)
    {
        await VenApi.SendAsync(context, SearchView.Of(outcome, desk.Commissioner.Path ?? "home.json"), DeviceJson.Default.SearchView);
        return null;
    }

    private async Task<Problem?> SearchAsync(HttpContext context)
    {
        var (asked, problem) = await RequestBody.ReadAsync(context, DeviceJson.Default.SearchRequest);
        if (asked is null)
            return problem;
        if (asked is { Modbus: null, MdnsS: null, ChargersS: null })
            return Problem.Field("modbus", "missing, and mdnsS and chargersS too: what is to be searched?");
        foreach (var (field, seconds) in new[] { ("mdnsS", asked.MdnsS), ("chargersS", asked.ChargersS) })
        {
            if (seconds is not (null or (>= 0.1 and <= SecondsMax)))
                return Problem.Field(field, $"a number from 0.1 to {SecondsMax}");
        }
        var wish = new SearchWish
        {
            Modbus = asked.Modbus is { } range ? ScanRange.Parse(range) : [],
            Mdns = asked.MdnsS is { } mdnsS ? TimeSpan.FromSeconds(mdnsS) : null,
            Chargers = asked.ChargersS is { } chargersS ? TimeSpan.FromSeconds(chargersS) : null,
        };
        return await SendAsync(context, await desk.Commissioner.SearchAsync(wish, context.RequestAborted));
    }

    private async Task<Problem?> AddAsync(HttpContext context)
    {
        var (asked, problem) = await RequestBody.ReadAsync(context, DeviceJson.Default.AddRequest);
        if (asked?.Fields is not { } fields)
            return problem ?? Problem.Field("fields", "missing");
        var secrets = asked.Secrets ?? new Dictionary<string, string?>();
        if (secrets.FirstOrDefault(s => s.Value is null).Key is { } none)
            return Problem.Field($"secrets.{none}", "no text");
        PageFields.Check(fields);
        var device = new NewDevice(asked.IsMeter == true, fields, [.. secrets.Keys]);
        await desk.Commissioner.AddAsync(device, [.. secrets.Values.OfType<string>()]);
        return await ShowAsync(context);
    }

    private async Task<Problem?> TryAsync(HttpContext context, string id)
    {
        var (asked, problem) = await RequestBody.ReadAsync(context, DeviceJson.Default.TrialRequest);
        if (asked is null)
            return problem;
        var trial = await desk.Commissioner.TryAsync(id, asked.HasRunLong == true, context.RequestAborted);
        await VenApi.SendAsync(context, TrialView.Of(trial), DeviceJson.Default.TrialView);
        return null;
    }

    private async Task<Problem?> FinishAsync(HttpContext context, string id)
    {
        var (asked, problem) = await RequestBody.ReadAsync(context, DeviceJson.Default.FinishRequest);
        if (asked is null)
            return problem;
        var record = RecordView.Of(desk.Look().VenId, desk.Commissioner.Finish(id, asked.By));
        await VenApi.SendAsync(context, record, DeviceJson.Default.RecordView);
        return null;
    }

    private async Task<Problem?> RestartAsync(HttpContext context)
    {
        var (_, problem) = await RequestBody.BytesAsync(context);
        if (problem is not null)
            return problem;
        desk.Commissioner.CheckRestart();
        // The answer first: the page goes down with the VEN.
        context.Response.OnCompleted(() =>
        {
            desk.Commissioner.Restart();
            return Task.CompletedTask;
        });
        return await ShowAsync(context);
    }

    private async Task<Problem?> RecordAsync(HttpContext context, string id)
    {
        if (desk.Commissioner.RecordOf(id) is not { } device)
            return new Problem(StatusCodes.Status404NotFound, "There is no such record");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(RecordView.Of(desk.Look().VenId, device), DeviceJson.Default.RecordView);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"commissioning-{Uri.EscapeDataString(id)}.json\"";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        return null;
    }
}
