using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven enrol VEN</c>: makes a code by which a VEN gets its certificate, which is shown this once.</summary>
static class EnrolVen
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var verb = new Command(
            "enrol",
            "Makes a code by which the VEN gets its certificate, once. It is printed alone on stdout, and cannot be shown again."
        )
        {
            ven,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Post<object>(VenPaths.Enrolment(parse.GetRequiredValue(ven)), null, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var offer = answer.Read<EnrolmentOfferView>();
                run.Shell.Say(
                    $"code of {offer.VenId}, good once until {Figures.LocalMinute(offer.ExpiresAt, run.Shell)}; it is not shown again:"
                );
                await run.Shell.Out.WriteLineAsync(offer.Code);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents ven certificates VEN</c>: its certificates, the newest first.</summary>
static class ListCertificates
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var verb = new Command("certificates", "Lists the certificates of a VEN, the newest first.") { ven };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(VenPaths.Certificates(parse.GetRequiredValue(ven)), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<CertificateView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(CertificateView[] certificates, Shell shell)
    {
        if (certificates.Length == 0)
        {
            shell.Say("it has no certificate");
            return;
        }
        var table = Tables
            .New()
            .Column("Serial")
            .Column("Status")
            .Figure("Days\nleft")
            .Column("From")
            .Column("To")
            .Column("By")
            .Column("Revoked")
            .Prose("Why");
        foreach (var one in certificates)
            table.Row(
                one.Serial,
                one.Status,
                Figures.Count(one.DaysLeft),
                Figures.LocalMinute(one.NotBefore, shell),
                Figures.LocalMinute(one.NotAfter, shell),
                one.By,
                Figures.LocalMinute(one.RevokedAt, shell),
                Figures.Text(one.Reason)
            );
        table.Draw(shell);
    }
}

/// <summary><c>drevents ven revoke VEN</c>: takes a certificate back, or all of them.</summary>
static class RevokeCertificates
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var serial = Typed.Text(
            "--serial",
            "Only the certificate of this serial number; without it, all that hold.",
            "hex",
            Typed.ReadNonEmpty,
            "a serial number"
        );
        var reason = Typed.Text("--reason", "Why; it is stored.", "text", Typed.ReadNonEmpty, "a text");
        var verb = new Command(
            "revoke",
            "Revokes certificates of a VEN: whoever is connected by one is disconnected. The server answers without a body, so --json prints nothing."
        )
        {
            ven,
            serial,
            reason,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var venId = parse.GetRequiredValue(ven);
                var serials = parse.GetValue(serial) is { } one ? [one] : await ValidOf(venId);
                if (serials.Length == 0)
                    throw new VerbFailed(ExitCode.NotHeld, $"{venId} has no certificate that holds");
                foreach (var number in serials)
                {
                    await backend.Delete<object>(VenPaths.Certificate(venId, number, parse.GetValue(reason)), null, stop);
                    if (!run.WantsJson(parse))
                        await run.Shell.Out.WriteLineAsync($"{number} revoked");
                }
                return ExitCode.Done;

                async Task<string[]> ValidOf(string id)
                {
                    var all = (await backend.Get(VenPaths.Certificates(id), stop)).Read<CertificateView[]>();
                    return [.. all.Where(c => c.Status == CertificateStatuses.Valid).Select(c => c.Serial)];
                }
            }
        );
        return verb;
    }
}
