using DrEvents.Backend.Hosting;
using JasperFx;

return await Backend.Build(args).RunJasperFxCommands(args);
