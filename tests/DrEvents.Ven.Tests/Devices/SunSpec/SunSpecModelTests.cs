using DrEvents.Ven.Devices.SunSpec;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

/// <summary>The tables of the VEN beside the published models.</summary>
public sealed class SunSpecModelTests
{
    [Fact]
    public void Every_point_stands_where_the_published_model_has_it()
    {
        var wrong = new List<string>();
        foreach (var points in SunSpecChain.Published)
        {
            var model = SunSpecModels.Find(points.Key).ShouldNotBeNull($"model {points.Key}");
            var published = points.ToDictionary(p => p.Name);
            foreach (var point in model.Points.Values)
            {
                if (!published.TryGetValue(point.Name, out var there))
                {
                    wrong.Add($"{points.Key} has no {point.Name}");
                    continue;
                }
                var type = there.Type switch
                {
                    "int16" => SunSpecType.S16,
                    "uint16" or "count" => SunSpecType.U16,
                    "int32" => SunSpecType.S32,
                    "uint32" => SunSpecType.U32,
                    "uint64" => SunSpecType.U64,
                    "acc32" => SunSpecType.Acc32,
                    "enum16" or "bitfield16" => SunSpecType.Enum16,
                    "sunssf" => SunSpecType.Scale,
                    _ => SunSpecType.Text,
                };
                var mine = (point.Offset, point.Count, point.Type, point.ScaleName ?? "-");
                if (mine != (there.Offset, there.Count, type, there.Scale))
                    wrong.Add($"{points.Key}.{point.Name}: {mine}, published {there}");
                if (point.IsWritable && !there.IsWritable)
                    wrong.Add($"{points.Key}.{point.Name} cannot be written");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_can_be_written_but_what_limits_a_device() =>
        SunSpecChain
            .Published.SelectMany(m => SunSpecModels.Find(m.Key)!.Points.Values.Where(p => p.IsWritable).Select(p => $"{m.Key}.{p.Name}"))
            .ShouldBe([
                "123.WMaxLimPct",
                "123.WMaxLimPct_RvrtTms",
                "123.WMaxLim_Ena",
                "124.StorCtl_Mod",
                "124.InWRte",
                "124.InOutWRte_RvrtTms",
                "704.WMaxLimPctEna",
                "704.WMaxLimPct",
                "704.WMaxLimPctEnaRvrt",
                "704.WMaxLimPctRvrtTms",
                "704.WSetEna",
                "704.WSetMod",
                "704.WSet",
                "704.WSetEnaRvrt",
                "704.WSetRvrtTms",
            ]);
}
