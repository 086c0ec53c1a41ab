using System.Buffers.Binary;

namespace Gateway.Simulator.Media;

/// <summary>A WAV file: a RIFF header of 44 bytes, then 16-bit mono samples at 16 kHz.</summary>
internal static class WaveFile
{
    private const int SampleRate = 16_000;
    private const int HeaderLength = 44;

    public static byte[] Silence(TimeSpan duration)
    {
        var length = (int)(duration.TotalSeconds * SampleRate) * 2;
        var file = new byte[HeaderLength + length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), HeaderLength - 8 + length);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), length);
        return file;
    }
}
