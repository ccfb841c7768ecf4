using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DrEvents.Cli.Access;
using DrEvents.Cli.Actions;
using DrEvents.Cli.Archives;
using DrEvents.Cli.Audits;
using DrEvents.Cli.Baselines;
using DrEvents.Cli.Commands;
using DrEvents.Cli.Events;
using DrEvents.Cli.Fleets;
using DrEvents.Cli.Forecasts;
using DrEvents.Cli.Manual;
using DrEvents.Cli.Meters;
using DrEvents.Cli.Monitoring;
using DrEvents.Cli.Persons;
using DrEvents.Cli.Programmes;
using DrEvents.Cli.Rebuilding;
using DrEvents.Cli.Receipts;
using DrEvents.Cli.Replaying;
using DrEvents.Cli.Results;
using DrEvents.Cli.SigningKeys;
using DrEvents.Cli.Statements;
using DrEvents.Cli.Vens;
using DrEvents.Cli.Weather;
using DrEvents.Cli.WhatIf;

namespace DrEvents.Cli;

/// <summary>All verbs of <c>drevents</c>, and how a run of one ends.</summary>
static class CommandLine
{
    /// <summary>Runs one verb and gives its exit code.</summary>
    public static async Task<int> Run(IReadOnlyList<string> args, Shell shell, CancellationToken stop)
    {
        var parse = Verbs(shell).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction wrong)
            return Refuse(parse, wrong, shell);
        try
        {
            var surroundings = new InvocationConfiguration
            {
                Output = shell.Out,
                Error = shell.Error,
                EnableDefaultExceptionHandler = false,
            };
            return await parse.InvokeAsync(surroundings, stop);
        }
        catch (VerbFailed failed)
        {
            shell.Say(failed.Lines);
            return failed.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>All that the command line knows.</summary>
    public static RootCommand Verbs(Shell shell)
    {
        var run = new Invocation(shell);
        var root = new RootCommand("DrEvents from the command line: VENs, demand-response events, commands, and what goes over the broker.")
        {
            new Command("ven", "VENs: the sites that can shed load.")
            {
                RegisterVen.Verb(run),
                ListVens.Verb(run),
                ShowVen.Verb(run),
                ShowQuality.Verb(run),
                AcceptReadings.Verb(run),
                LimitVen.Verb(run),
                ExemptVen.Verb(run),
                ProfileOfVen.Verb(run),
                EnrolVen.Verb(run),
                ListCertificates.Verb(run),
                RevokeCertificates.Verb(run),
            },
            new Command("event", "Demand-response events.")
            {
                PreviewEvent.Verb(run),
                CreateEvent.Verb(run),
                ListEvents.Verb(run),
                ShowEvent.Verb(run),
                ExplainEvent.Verb(run),
                StopEvent.Verb(run),
                CancelEvent.Verb(run),
            },
            new Command("programme", "Programmes: what homes take part in, and on which terms.")
            {
                OpenProgramme.Verb(run),
                ListProgrammes.Verb(run),
                ShowProgramme.Verb(run),
                EnrolVens.Verb(run),
                LeaveProgramme.Verb(run),
                CloseProgramme.Verb(run),
            },
            new Command("person", "What is held of persons: taken out for them, and erased.")
            {
                ExportPerson.Verb(run),
                ErasePerson.Verb(run),
                ShowErasure.Verb(run),
            },
            new Command("command", "Single commands to a VEN, outside of an event.") { SendCommand.Verb(run) },
            new Command("meter", "The utility's meters: files of what they measured, beside what VENs report.")
            {
                ImportMeter.Verb(run),
                ShowMeter.Verb(run),
            },
            new Command("temperature", "Outdoor temperatures of sites: files of them, for the baselines that go by the weather.")
            {
                ImportTemperature.Verb(run),
                ShowTemperature.Verb(run),
            },
            new Command("archive", "Days of telemetry that are closed.") { ShowArchive.Verb(run), ReopenDays.Verb(run) },
            new Command("mv", "Measurement and verification on your own files, without a server: baselines, and how good they are.")
            {
                MakeBaseline.Verb(run),
                BacktestProfiles.Verb(run),
                ListProfiles.Verb(run),
            },
            new Command("receipt", "Receipts: what a result says of a VEN in an event, signed.")
            {
                GetReceipt.Verb(run),
                GetReceiptKey.Verb(run),
                VerifyReceipt.Verb(run),
            },
            new Command("access", "Who may use the backend, and for what.")
            {
                ShowMe.Verb(run),
                new Command("key", "API keys of persons and programs.") { MakeKey.Verb(run), ListKeys.Verb(run), RevokeKey.Verb(run) },
                new Command("grant", "Addresses whose callers need no key.")
                {
                    MakeGrant.Verb(run),
                    ListGrants.Verb(run),
                    RevokeGrant.Verb(run),
                },
                new Command("user", "People with an account of this installation.")
                {
                    InviteUser.Verb(run),
                    LinkUser.Verb(run),
                    ListUsers.Verb(run),
                    ChangeUserRole.Verb(run),
                    BoundUser.Verb(run),
                    UnlockUser.Verb(run),
                    RemoveUser.Verb(run),
                },
                new Command("client", "Programs that get tokens of this installation.")
                {
                    MakeClient.Verb(run),
                    ListClients.Verb(run),
                    RevokeClient.Verb(run),
                },
                RotateKeys.Verb(run),
            },
            new Command("command-key", "The keys that sign commands.")
            {
                ListCommandKeys.Verb(run),
                RotateCommandKey.Verb(run),
                RetireCommandKey.Verb(run),
            },
            SetUp.Verb(run),
            ListActions.Verb(run),
            BacktestVen.Verb(run),
            ShowForecast.Verb(run),
            MonitorBroker.Verb(run),
            ShowResults.Verb(run),
            ExportAudit.Verb(run),
            AskWhatIf.Verb(run),
            ShowStatement.Verb(run),
            ReplayEvent.Verb(run),
            RebuildReadModels.Verb(run),
            SimulateFleet.Verb(run),
            WriteManual.Verb(run),
        };
        root.Options.Add(run.Url);
        root.Options.Add(run.Key);
        root.Options.Add(run.Reason);
        root.Options.Add(run.Json);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!, shell.WidthColumns);
        return root;
    }

    /// <summary>Everything about bad usage goes to stderr: stdout holds results only. A group without its verb is answered with its help.</summary>
    private static int Refuse(ParseResult parse, ParseErrorAction wrong, Shell shell)
    {
        wrong.ShowHelp = parse.CommandResult.Command.Subcommands.Count > 0 && parse.UnmatchedTokens.Count == 0;
        parse.Invoke(new InvocationConfiguration { Output = shell.Error, Error = shell.Error });
        return ExitCode.BadInput;
    }
}
