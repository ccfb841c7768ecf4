namespace DrEvents.Ven.Devices.Ocpp.Versions;

/// <summary>Names that both versions share.</summary>
internal static class Messages
{
    /// <summary>The values that the VEN lives on.</summary>
    public const string Measurands = "Power.Active.Import,Current.Import,Energy.Active.Import.Register";

    /// <summary>How often a charger tells that it is there, s; the answer sets its clock.</summary>
    public const int HeartbeatS = 60;

    /// <summary>The message that is asked for.</summary>
    public static string NameOf(Trigger trigger) =>
        trigger switch
        {
            Trigger.Boot => "BootNotification",
            Trigger.Status => "StatusNotification",
            _ => "MeterValues",
        };
}
