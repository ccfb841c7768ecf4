namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>The models that the VEN reads; places and types are those of SunSpec's published models.</summary>
internal static class SunSpecModels
{
    public const int Common = 1;
    public const int Nameplate = 120;
    public const int Settings = 121;
    public const int Status = 122;
    public const int Controls = 123;
    public const int Storage = 124;
    public const int Mppt = 160;
    public const int DerMeasure = 701;
    public const int DerCapacity = 702;
    public const int EnterService = 703;
    public const int DerControls = 704;
    public const int DerStorage = 713;
    public const int Battery = 802;

    /// <summary>Inverters of one, two and three phases.</summary>
    public static readonly IReadOnlyList<int> Inverters = [101, 102, 103];

    /// <summary>Meters of one to three phases.</summary>
    public static readonly IReadOnlyList<int> Meters = [201, 202, 203, 204];

    private const string Inverter = "W:s16:14:W_SF W_SF:sf:15 WH:a32:24:WH_SF WH_SF:sf:26 TmpCab:s16:33:Tmp_SF Tmp_SF:sf:37 St:e16:38";

    private const string Meter = """
        W:s16:18:W_SF WphA:s16:19:W_SF WphB:s16:20:W_SF WphC:s16:21:W_SF W_SF:sf:22
        TotWhExp:a32:38:TotWh_SF TotWhImp:a32:46:TotWh_SF TotWh_SF:sf:54
        """;

    private static readonly Dictionary<int, SunSpecModel> All = new[]
    {
        SunSpecModel.Parse(Common, "Mn:t16:2 Md:t16:18 Opt:t8:34 Vr:t8:42 SN:t16:50"),
        SunSpecModel.Parse(101, Inverter),
        SunSpecModel.Parse(102, Inverter),
        SunSpecModel.Parse(103, Inverter),
        SunSpecModel.Parse(
            Nameplate,
            """
            DERTyp:e16:2 WRtg:u16:3:WRtg_SF WRtg_SF:sf:4 WHRtg:u16:19:WHRtg_SF WHRtg_SF:sf:20 MaxChaRte:u16:23:MaxChaRte_SF
            MaxChaRte_SF:sf:24 MaxDisChaRte:u16:25:MaxDisChaRte_SF MaxDisChaRte_SF:sf:26
            """
        ),
        SunSpecModel.Parse(Settings, "WMax:u16:2:WMax_SF WMax_SF:sf:22"),
        SunSpecModel.Parse(Status, "PVConn:e16:2 StorConn:e16:3 ECPConn:e16:4"),
        SunSpecModel.Parse(
            Controls,
            "Conn:e16:4 WMaxLimPct:u16:5:WMaxLimPct_SF! WMaxLimPct_RvrtTms:u16:7! WMaxLim_Ena:e16:9! WMaxLimPct_SF:sf:23"
        ),
        SunSpecModel.Parse(
            Storage,
            """
            WChaMax:u16:2:WChaMax_SF StorCtl_Mod:e16:5! ChaState:u16:8:ChaState_SF ChaSt:e16:11 OutWRte:s16:12:InOutWRte_SF
            InWRte:s16:13:InOutWRte_SF! InOutWRte_RvrtTms:u16:15! WChaMax_SF:sf:18 ChaState_SF:sf:22 InOutWRte_SF:sf:25
            """
        ),
        SunSpecModel.Parse(Mppt, "DCA_SF:sf:2 DCV_SF:sf:3 DCW_SF:sf:4 N:u16:8"),
        SunSpecModel.Parse(201, Meter),
        SunSpecModel.Parse(202, Meter),
        SunSpecModel.Parse(203, Meter),
        SunSpecModel.Parse(204, Meter),
        SunSpecModel.Parse(
            DerMeasure,
            """
            St:e16:3 InvSt:e16:4 W:s16:10:W_SF TotWhInj:u64:19:TotWh_SF TotWhAbs:u64:23:TotWh_SF WL1:s16:41:W_SF WL2:s16:64:W_SF
            WL3:s16:87:W_SF W_SF:sf:116 TotWh_SF:sf:120
            """
        ),
        SunSpecModel.Parse(
            DerCapacity,
            """
            WMaxRtg:u16:2:W_SF WChaRteMaxRtg:u16:10:W_SF WDisChaRteMaxRtg:u16:11:W_SF WMax:u16:26:W_SF WChaRteMax:u16:34:W_SF
            WDisChaRteMax:u16:35:W_SF W_SF:sf:45
            """
        ),
        SunSpecModel.Parse(EnterService, "ES:e16:2"),
        SunSpecModel.Parse(
            DerControls,
            """
            WMaxLimPctEna:e16:14! WMaxLimPct:u16:15:WMaxLimPct_SF! WMaxLimPctEnaRvrt:e16:17! WMaxLimPctRvrtTms:u32:18! WSetEna:e16:22!
            WSetMod:e16:23! WSet:s32:24:WSet_SF! WSetEnaRvrt:e16:30! WSetRvrtTms:u32:31! WMaxLimPct_SF:sf:54 WSet_SF:sf:55
            """
        ),
        SunSpecModel.Parse(DerStorage, "WHRtg:u16:2:WH_SF WHAvail:u16:3:WH_SF SoC:u16:4:Pct_SF Sta:e16:6 WH_SF:sf:7 Pct_SF:sf:8"),
        SunSpecModel.Parse(
            Battery,
            """
            WChaRteMax:u16:4:WChaDisChaMax_SF WDisChaRteMax:u16:5:WChaDisChaMax_SF SoC:u16:11:SoC_SF W:s16:47:W_SF WChaDisChaMax_SF:sf:54
            SoC_SF:sf:56 W_SF:sf:63
            """
        ),
    }.ToDictionary(m => m.Id);

    /// <summary>The model of this number; null where the VEN does not know it.</summary>
    public static SunSpecModel? Find(int id) => All.GetValueOrDefault(id);
}
