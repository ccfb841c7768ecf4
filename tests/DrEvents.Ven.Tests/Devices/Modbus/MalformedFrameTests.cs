using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>Answers that are none: each is an error of the device, nothing else, and nothing is kept of it.</summary>
[Collection(nameof(MalformedFrameTests))]
[CollectionDefinition(nameof(MalformedFrameTests), DisableParallelization = true)]
public sealed class MalformedFrameTests
{
    private const int Frames = 100_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hundred_thousand_malformed_answers_are_refused_and_none_is_kept(bool isRtu)
    {
        var random = new Random(16);
        var line = new ScriptedLine();
        await using var connection = new ModbusConnection(new LineAddress(line, isRtu), TimeProvider.System);
        var (good, bad) = (0, 0);
        long? before = null;
        for (var i = 0; i < Frames; i++)
        {
            var request = Request(random);
            line.Next(sent => Mutant(random, sent, request, isRtu));
            try
            {
                var data = await connection.AskAsync(request, TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
                data.Length.ShouldBe(request.Function <= 4 ? request.AnswerLength - 2 : 0);
                good++;
            }
            catch (DeviceException)
            {
                bad++;
            }
            if (i == Frames / 10)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }

        (good + bad).ShouldBe(Frames);
        bad.ShouldBeGreaterThan(Frames / 2);
        (GC.GetTotalMemory(forceFullCollection: true) - before!.Value).ShouldBeLessThan(1 << 20);
    }

    private static ModbusRequest Request(Random random) =>
        random.Next(4) switch
        {
            0 => ModbusRequest.Read(1, ModbusTable.Holding, (ushort)random.Next(65_000), random.Next(1, 126)),
            1 => ModbusRequest.Read(1, ModbusTable.Coil, (ushort)random.Next(65_000), random.Next(1, 2001)),
            2 => ModbusRequest.WriteOne(1, (ushort)random.Next(65_000), (ushort)random.Next(65_536)),
            _ => ModbusRequest.Write(1, (ushort)random.Next(65_000), new ushort[random.Next(1, 124)]),
        };

    private static byte[] Mutant(Random random, byte[] sent, ModbusRequest request, bool isRtu)
    {
        var pdu = new byte[request.AnswerLength];
        random.NextBytes(pdu);
        pdu[0] = request.Function;
        if (request.Function <= 4)
            pdu[1] = (byte)(request.AnswerLength - 2);
        else
            request.Pdu.AsSpan(0, 5).CopyTo(pdu);
        byte[] frame = isRtu ? Rtu(pdu) : [sent[0], sent[1], 0, 0, 0, (byte)(pdu.Length + 1), 1, .. pdu];
        switch (random.Next(6))
        {
            case 0:
                return frame[..random.Next(frame.Length)];
            case 1:
                var noise = new byte[random.Next(1, 300)];
                random.NextBytes(noise);
                return noise;
            case 2:
                return [.. frame, .. frame[..random.Next(frame.Length)]];
            case 3:
                return [];
            default:
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                    frame[random.Next(frame.Length)] = (byte)random.Next(256);
                return frame;
        }
    }

    private static byte[] Rtu(byte[] pdu)
    {
        byte[] body = [1, .. pdu];
        var crc = Crc16.Modbus(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    /// <summary>A line whose every answer is made of what was sent, and which ends after it.</summary>
}
