using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning.Adding;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven device add</c>: takes a device into the home's file.</summary>
internal static class AddDevice
{
    public static Command Verb(string? configured, TextWriter output, TimeProvider? machine, TextReader? input)
    {
        var home = DeviceVerbs.HomeOption(configured);
        var kind = Text("--kind", "The kind of device, as http, mqtt, ocpp, modbus, sunspec.", "kind");
        kind.Required = true;
        var name = Text("--name", "The load's name for people.", "text");
        var id = Text("--id", "The load's id; without it made of the name.", "id");
        var type = Text("--type", "The load's type: ev, water_heater, hvac, circuit, battery, pv.", "type");
        var rated = new Option<double?>("--rated-kw") { Description = "Most that it uses or delivers, kW.", HelpName = "kW" };
        var meter = new Option<bool>("--meter") { Description = "It is the home's meter, and no load." };
        var secrets = new Option<string[]>("--secret")
        {
            Description = "Asks for a secret and keeps it in a file of mode 600 that this field names. May be repeated.",
            HelpName = SecretFile.Field,
            Arity = ArgumentArity.OneOrMore,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Shows the file as it would be, and writes nothing." };
        var fields = new Argument<string[]>("field=value")
        {
            Description =
                "Further fields of the driver, or of the load (priority, critical, leastOnMinutes, leastOffMinutes, writesADayMax).",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var verb = new Command(
            "add",
            "Adds a device to the home's file, if the VEN would start with it. It takes part from the next start on."
        )
        {
            home,
            kind,
            name,
            id,
            type,
            rated,
            meter,
            secrets,
            dryRun,
            fields,
        };
        verb.SetAction(parse =>
        {
            var clock = machine ?? throw new InvalidOperationException("Verbs that are only described cannot run.");
            var path =
                parse.GetValue(home) ?? configured ?? throw new InvalidDataException("which home? Give --home, or configure Ven:Home");
            var driver = new JsonObject { ["kind"] = parse.GetRequiredValue(kind) };
            var isMeter = parse.GetValue(meter);
            var load = isMeter ? null : LoadOf(parse.GetValue(name), parse.GetValue(id), parse.GetValue(type), parse.GetValue(rated));
            FieldArguments.Put(parse.GetValue(fields) ?? [], load, driver);
            if (load is not null)
                load[NewDevice.DriverField] = driver;
            var device = new NewDevice(isMeter, load ?? driver, parse.GetValue(secrets) ?? []);
            var file = new HomeFile(path, clock);
            var after = file.Try(device);
            if (parse.GetValue(dryRun))
            {
                output.Write(Encoding.UTF8.GetString(after));
                return ExitCode.Done;
            }
            if (HomeOwner.Problem(path, FileOwner.Me) is { } problem)
                throw new InvalidDataException(problem);
            foreach (
                var secret in file.Add(
                    device,
                    [.. device.Secrets.Select(field => SecretPrompt.Ask(field, parse.InvocationConfiguration.Error, input))]
                )
            )
                output.WriteLine($"its secret is in {secret}, for the owner of that file alone");
            output.WriteLine($"{device.Id} is in {path}; it takes part from the VEN's next start on");
            return ExitCode.Done;
        });
        return verb;
    }

    private static JsonObject LoadOf(string? name, string? id, string? type, double? ratedKw)
    {
        if (name is null)
            throw new InvalidDataException("which load? Give --name, or --meter for the home's meter");
        var load = new JsonObject { ["id"] = id ?? NewDevice.IdOf(name), ["name"] = name };
        // What is missing is said by the home's own reader.
        if (type is not null)
            load["type"] = type;
        if (ratedKw is { } kw)
            load["ratedKw"] = double.IsFinite(kw) ? kw : throw new InvalidDataException($"--rated-kw: '{kw}' is no number of kW");
        return load;
    }

    private static Option<string?> Text(string name, string description, string helpName) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
        };
}
