namespace DrEvents.Ven.Devices.Modbus.Maps;

/// <summary>Reads how a device is limited. Whatever is written has to lie in <c>writes</c>, with all values that it can get.</summary>
internal static class MapLimitReader
{
    /// <summary>The limit of a map.</summary>
    public static MapLimit Read(MapFields fields, WordOrder order)
    {
        var writes = fields.Objects("writes").Select(ReadGroup).ToList();
        var limit = new MapLimit(writes, ReadList(fields, "set", order, writes), ReadList(fields, "clear", order, writes))
        {
            LeastInterval = TimeSpan.FromSeconds(fields.Number("leastIntervalS", 1, 0, 3600)),
            WritesADayMax = (int?)fields.NumberOrNone("writesADay", 1, 1_000_000),
            LeastOn = TimeSpan.FromMinutes(fields.Number("leastOnMinutes", 0, 0, 120)),
            LeastOff = TimeSpan.FromMinutes(fields.Number("leastOffMinutes", 0, 0, 120)),
            Longest = fields.NumberOrNone("longestMinutes", 1, 1440) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        };
        if (limit.Set.Count(w => w.What == Written.Limit) > 1)
            fields.Fail("set", "writes the limit twice");
        // Free for the least time: otherwise it would be limited again at once.
        if (limit.Longest is not null && limit.LeastOn == TimeSpan.Zero)
            fields.Fail("longestMinutes", "needs leastOnMinutes, for which it is free then");
        if (limit.Longest < limit.LeastOff)
            fields.Fail("longestMinutes", "is less than leastOffMinutes");
        if (limit.Clear.Any(w => w.What != Written.Constant))
            fields.Fail("clear", "writes numbers only");
        var between = Later(limit.LeastInterval, WriteBudget.Spacing(limit.WritesADayMax));
        // A limit is told again every third of its time; where the first of these comes too soon, the second has to be in time.
        if (limit.TimerMax is { } longest && between > longest * 2 / 3)
            fields.Fail(
                limit.LeastInterval == between ? "leastIntervalS" : "writesADay",
                FormattableString.Invariant(
                    $"{between.TotalSeconds:0.#} s between two writes, but the timer ends after {longest.TotalSeconds:0.#} s at most"
                )
            );
        fields.EndOfFields();
        return limit;
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static WriteGroup ReadGroup(MapFields group)
    {
        var table = RegisterReader.Table(group);
        if (table is ModbusTable.Input or ModbusTable.Discrete)
            group.Fail("table", "cannot be written");
        var read = new WriteGroup(
            table,
            RegisterReader.Address(group),
            group.Whole("count", 1, 1, ModbusRequest.WriteMax),
            group.Number("minimum", -1e12, 1e12),
            group.Number("maximum", -1e12, 1e12),
            group.Flag("single")
        );
        group.EndOfFields();
        return read;
    }

    private static List<MapWrite> ReadList(MapFields fields, string name, WordOrder order, List<WriteGroup> writes)
    {
        var list = new List<MapWrite>();
        foreach (var item in fields.Objects(name))
        {
            list.Add(ReadWrite(item, order, writes));
            item.EndOfFields();
        }
        return list;
    }

    private static MapWrite ReadWrite(MapFields item, WordOrder order, List<WriteGroup> writes)
    {
        var register = RegisterReader.Read(item, order);
        if (register.Scale < 0)
            item.Fail("scale", "is negative");
        if (register.ScaleRegister is not null)
            item.Fail("scaleRegister", "is for what is only read");
        var what = Written.Constant;
        double constant = 0;
        if (item.IsText("write"))
        {
            what = item.Text("write") switch
            {
                "limit" => Written.Limit,
                "timer" => Written.Timer,
                _ => Written.Constant,
            };
            if (what == Written.Constant)
                item.Fail("write", "is neither a number nor limit nor timer");
        }
        else
        {
            constant = item.Number("write", -1e12, 1e12);
        }
        var isBounded = what != Written.Constant;
        var write = new MapWrite(
            register,
            what,
            constant,
            isBounded ? item.Number("minimum", -1e9, 1e9) : 0,
            isBounded ? item.Number("maximum", -1e9, 1e9) : 0
        )
        {
            Off = what == Written.Limit ? item.NumberOrNone("off", -1e12, 1e12) : null,
            IsWriteOnly = item.Flag("writeOnly"),
        };
        Check(item, write, writes);
        return write;
    }

    private static void Check(MapFields item, MapWrite write, List<WriteGroup> writes)
    {
        var quantity = write.Register.Unit.Quantity;
        if (write.What == Written.Limit && quantity is not (Quantity.Power or Quantity.Current or Quantity.Share))
            item.Fail("unit", "is no power, current or share");
        if (write.What == Written.Timer && quantity != Quantity.Time)
            item.Fail("unit", "is no time");
        if (write.Min > write.Max)
        {
            item.Fail("minimum", "is above the maximum");
            return;
        }
        double[] raws = write.What == Written.Constant ? [write.Constant] : [write.RawOf(write.Min), write.RawOf(write.Max)];
        foreach (var raw in write.Off is { } off ? [.. raws, off] : raws)
        {
            var (min, max) = write.Register.Range;
            if (raw < min || raw > max)
                item.Fail("write", FormattableString.Invariant($"{raw} does not fit into {write.Register.Type}"));
            else if (!writes.Any(g => g.Allows(write.Register, raw)))
                item.Fail("write", FormattableString.Invariant($"{raw} at {write.Register.Address} is allowed by none of writes"));
        }
    }
}
