using System.Text;
using DrEvents.Cli.Monitoring;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Tests.Surroundings;

/// <summary>Messages and feeds of the monitor, without a broker.</summary>
internal static class MonitorInput
{
    public static Feed Feed(TestShell shell, int? countMax = null, bool asJson = false, string vens = "") =>
        new(new HashSet<TopicKind>(), Split(vens).ToHashSet(), countMax, asJson, shell.AsShell());

    public static BrokerMessage Message(string topic, string payload) => new(topic, Encoding.UTF8.GetBytes(payload), false, TestShell.Now);

    public static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
