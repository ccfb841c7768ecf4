using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven register</c>: makes a VEN known. The same registration again changes nothing and says so.</summary>
static class RegisterVen
{
    private const int HttpCreated = 201;

    public static Command Verb(Invocation run)
    {
        var name = Typed.Text("--name", "Name of the site, for people.", "text", Typed.ReadNonEmpty, "a name");
        name.Required = true;
        var id = Typed.Text("--id", "Registration id, which becomes the VEN's id.", "id", Typed.ReadVenId, Typed.VenIdExpected);
        var lat = Typed.Degrees("--lat", "Latitude (WGS 84).", 90);
        var lon = Typed.Degrees("--lon", "Longitude (WGS 84).", 180);
        var groups = Typed.Many("--group", "Group that events can be aimed at.", "name", Typed.ReadNonEmpty, "a name");
        var verb = new Command("register", "Registers a VEN.") { name, id, lat, lon, groups };
        verb.SetAction(
            async (parse, stop) =>
            {
                if ((parse.GetResult(lat) is null) != (parse.GetResult(lon) is null))
                    throw VerbFailed.BadInput("--lat and --lon: a place needs both");
                using var backend = run.Backend(parse);
                var location = parse.GetValue(lat) is { } north && parse.GetValue(lon) is { } east ? new GeoLocation(north, east) : null;
                var given = parse.GetValue(groups) is { Length: > 0 } some ? some : null;
                var request = new RegisterVenRequest(parse.GetValue(name), location, RegistrationId: parse.GetValue(id), Groups: given);
                var answer = await backend.Post("api/vens", request, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                run.Shell.Say(answer.Status == HttpCreated ? "registered" : "was registered already");
                VenTables.Show(answer.Read<VenView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
