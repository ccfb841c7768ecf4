using System.CommandLine;
using DrEvents.Contracts;
using DrEvents.Ven.Enrolment;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven join</c>: gets this VEN a certificate for a code.</summary>
internal static class EnrolVen
{
    public static Command Verb(string? venId, string? logFile, TextWriter output)
    {
        var code = Text("--code", "The code that the backend's operator was given; - reads it from the standard input.", "code");
        var backend = Text("--backend", "The backend's address: https, or http on this machine.", "url");
        (code.Required, backend.Required) = (true, true);
        var authority = Text("--ca", "PEM file of the authority to trust at the backend, where the machine does not know it.", "path");
        var ven = Text("--ven", venId is null ? "The VEN's id. [Ven:Id]" : $"The VEN's id. [Ven:Id, here {venId}]", "id");
        var verb = new Command(
            "join",
            "Gets this VEN a certificate for a code. Its key is made here, and stays here. From the next start on the VEN connects by it."
        )
        {
            code,
            backend,
            authority,
            ven,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var id = parse.GetValue(ven) ?? venId ?? throw new InvalidDataException("which VEN? Give --ven, or configure Ven:Id");
                if (!VenIds.IsValid(id))
                    throw new InvalidDataException($"'{id}' is not {VenIds.Form}");
                var said = parse.GetRequiredValue(code)!;
                if (said == "-")
                    said = (await Console.In.ReadLineAsync(stop))?.Trim() ?? throw new InvalidDataException("--code -: nothing came");
                var files = new EnrolmentFiles(id, logFile ?? VenConfiguration.LogFileOf(id));
                var trusted = parse.GetValue(authority) is { } file ? await File.ReadAllTextAsync(file, stop) : null;
                var record = await Enrol.WithCodeAsync(files, id, parse.GetRequiredValue(backend)!, said, trusted, stop);
                using var certificate = files.Identity();
                await output.WriteLineAsync(
                    $"{id} has a certificate until {certificate.NotAfter.ToUniversalTime():u}, in {files.IdentityFile}; broker {record.Broker.Host}:{record.Broker.Port}"
                );
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static Option<string?> Text(string name, string description, string helpName) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
        };
}
