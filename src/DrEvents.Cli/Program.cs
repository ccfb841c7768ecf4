using DrEvents.Cli;

return await CommandLine.Run(args, Shell.OfThisProcess(), CancellationToken.None);
