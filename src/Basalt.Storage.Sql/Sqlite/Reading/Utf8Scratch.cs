using System.Runtime.InteropServices;
using System.Text;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Native memory for the texts of one statement's parameters, so that binding them neither allocates nor copies twice.</summary>
internal sealed unsafe class Utf8Scratch : IDisposable
{
    private const int KeptBytes = 256 * 1024; // more is given back after use

    private byte* _bytes;
    private int _capacity;
    private int _used;

    /// <summary>Drops what was there and makes room; what <see cref="Append"/> gives stays in place until the next call.</summary>
    internal void Reserve(int bytes)
    {
        _used = 0;
        var wanted = Math.Max(bytes, 1); // an empty text needs an address too: a null pointer would bind NULL
        if (wanted <= _capacity && _capacity <= Math.Max(KeptBytes, wanted)) return;
        _capacity = Math.Max(wanted, 1024);
        _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)_capacity);
    }

    internal byte* Append(string text, out int length)
    {
        var at = _bytes + _used;
        length = Encoding.UTF8.GetBytes(text, new Span<byte>(at, _capacity - _used));
        _used += length;
        return at;
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        _capacity = 0;
    }
}
