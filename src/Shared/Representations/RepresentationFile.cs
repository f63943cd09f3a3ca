using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Rrm.Checkpoints;

namespace Rrm.Representations;

/// <summary>
/// One cache file: a record of fixed length for every view. Any number of processes read it, through a mapping; one at a time writes: the first that
/// has something to store, until it closes the file or ends. Safe against an end at any moment: a record counts only if its bit is set, which happens
/// once it is written, and its checksum is right, which tells of a disk that kept the bit and lost the record. Thread-safe.
/// </summary>
public sealed unsafe class RepresentationFile : IDisposable
{
    private static readonly TimeSpan CreationLimit = TimeSpan.FromSeconds(10);

    private readonly string path;
    private readonly CacheHeader header;
    private readonly int checkedBytes; // of a record: its number and its values
    private readonly SafeFileHandle file;
    private readonly MemoryMappedFile mapping;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private readonly ReaderWriterLockSlim closing = new(); // held for reading wherever the mapping is used
    private readonly Lock writing = new();
    private readonly byte[] record;
    private FileStream? held; // the right to write
    private bool mayWrite, isDirty, isClosed;

    private RepresentationFile(string path, CacheHeader header, SafeFileHandle file, bool mayWrite)
    {
        (this.path, this.header, this.file, this.mayWrite) = (path, header, file, mayWrite);
        checkedBytes = CacheHeader.NumberBytes + header.Identity.Width * (Format == RecordFormat.Float32 ? sizeof(float) : sizeof(ushort));
        record = new byte[header.Stride];
        mapping = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
    }

    /// <summary>Whose answers to what.</summary>
    public CacheIdentity Identity => header.Identity;

    private RecordFormat Format => header.Identity.Format;

    /// <summary>Opens a file, or makes an empty one, which takes no space beyond its bits.</summary>
    /// <exception cref="RrmException">It cannot be made, is damaged, or holds answers of another identity.</exception>
    public static RepresentationFile Open(string path, CacheIdentity identity)
    {
        var header = CacheHeader.Of(identity);
        SafeFileHandle? file = null;
        try
        {
            if (!File.Exists(path)) Create(path, header);
            file = OpenHandle(path, out var mayWrite);
            var page = new byte[CacheHeader.Bytes];
            header.Require(page.AsSpan(0, RandomAccess.Read(file, page, 0)), RandomAccess.GetLength(file), path);
            return new(path, header, file, mayWrite);
        }
        catch (Exception problem)
        {
            file?.Dispose();
            if (problem is not (IOException or UnauthorizedAccessException)) throw;
            throw new RrmException($"Cannot open the representation cache '{path}': {problem.Message} Give a folder on a disk with room, or run without a cache.", problem);
        }
    }

    /// <summary>Reads a record. False, and the row is undefined, where there is none or it is damaged.</summary>
    public bool TryRead(long slot, Span<float> row)
    {
        RequireRoom(slot, row.Length);
        closing.EnterReadLock();
        try
        {
            if (isClosed || !IsMarked(slot)) return false;
            var bytes = new ReadOnlySpan<byte>(start + OffsetOf(slot), header.Stride);
            if (BinaryPrimitives.ReadInt64LittleEndian(bytes) != slot || Crc32.HashToUInt32(bytes[..checkedBytes]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[checkedBytes..]))
                return false;
            var values = bytes[CacheHeader.NumberBytes..checkedBytes];
            if (Format == RecordFormat.Float32)
                MemoryMarshal.Cast<byte, float>(values).CopyTo(row);
            else
                for (var place = 0; place < row.Length; place++) row[place] = (float)MemoryMarshal.Cast<byte, Half>(values)[place];
            return true;
        }
        finally
        {
            closing.ExitReadLock();
        }
    }

    /// <summary>Stores a record, in place of a damaged one too.</summary>
    /// <returns>False, and nothing is stored, where another process writes this file or this one may not.</returns>
    /// <exception cref="IOException">The disk is full, or broken. Records that were stored before are untouched.</exception>
    public bool TryStore(long slot, ReadOnlySpan<float> row)
    {
        RequireRoom(slot, row.Length);
        closing.EnterReadLock();
        try
        {
            lock (writing)
            {
                if (isClosed || !HoldsFile()) return false;
                Compose(slot, row);
                // Written, not stored through the mapping: there, a full disk would end the process by a signal.
                RandomAccess.Write(file, record, OffsetOf(slot));
                ReadOnlySpan<byte> marked = [(byte)(start[MarkOf(slot)] | Bit(slot))];
                RandomAccess.Write(file, marked, MarkOf(slot));
                return isDirty = true;
            }
        }
        finally
        {
            closing.ExitReadLock();
        }
    }

    /// <summary>Makes values what a reader of the stored record will get.</summary>
    public void Round(Span<float> row) => Format.Round(row);

    /// <summary>The numbers of all records that are marked as there, in order; a few may turn out damaged.</summary>
    public IReadOnlyList<long> Marked()
    {
        closing.EnterReadLock();
        try
        {
            var marked = new List<long>();
            for (var first = 0L; first < header.Slots && !isClosed; first += 8)
            {
                for (uint bits = start[MarkOf(first)]; bits != 0; bits &= bits - 1) marked.Add(first + BitOperations.TrailingZeroCount(bits));
            }

            return marked;
        }
        finally
        {
            closing.ExitReadLock();
        }
    }

    /// <summary>Returns when all that was stored is on the disk, where it outlasts a loss of power; a loss before costs those records and no others.</summary>
    public void Flush()
    {
        closing.EnterReadLock();
        try
        {
            lock (writing)
            {
                if (!isDirty || isClosed) return;
                RandomAccess.FlushToDisk(file);
                isDirty = false;
            }
        }
        finally
        {
            closing.ExitReadLock();
        }
    }

    /// <summary>Brings what was stored to the disk and lets another process write. Later reads find nothing.</summary>
    public void Dispose()
    {
        Flush();
        closing.EnterWriteLock();
        try
        {
            if (isClosed) return;
            isClosed = true;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            mapping.Dispose();
            file.Dispose();
            held?.Dispose();
        }
        finally
        {
            closing.ExitWriteLock();
        }
    }

    private static void Create(string path, CacheHeader header)
    {
        OutputFolder.CreateFor(path);
        for (var waited = Stopwatch.StartNew(); !File.Exists(path); Thread.Sleep(10))
        {
            using var mine = TryHold(path);
            if (mine is null && waited.Elapsed > CreationLimit)
                throw new IOException($"another process has held '{path}.lock' for {CreationLimit.TotalSeconds:0} s and made no file.");
            if (mine is null || File.Exists(path)) continue;
            AtomicFile.Write(path, stream =>
            {
                stream.Write(header.ToBytes());
                stream.Write(new byte[header.RecordsOffset - header.BitmapOffset]); // Not a hole, as the records are: bits always find their place.
                stream.SetLength(header.FileBytes());
            });
        }
    }

    private static SafeFileHandle OpenHandle(string path, out bool mayWrite)
    {
        try
        {
            mayWrite = true;
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (UnauthorizedAccessException)
        {
            mayWrite = false;
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
    }

    // The system lets go of it when the process ends, however it ends. The lock's file stays: were it deleted, two could hold two of them.
    private static FileStream? TryHold(string path)
    {
        var file = $"{path}.lock";
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    private bool HoldsFile()
    {
        try
        {
            return mayWrite && (held ??= TryHold(path)) is not null;
        }
        catch (UnauthorizedAccessException)
        {
            return mayWrite = false;
        }
    }

    private void Compose(long slot, ReadOnlySpan<float> row)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record, slot);
        var values = record.AsSpan()[CacheHeader.NumberBytes..checkedBytes];
        if (Format == RecordFormat.Float32)
            MemoryMarshal.AsBytes(row).CopyTo(values);
        else
            for (var place = 0; place < row.Length; place++) MemoryMarshal.Cast<byte, Half>(values)[place] = (Half)row[place];
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(checkedBytes), Crc32.HashToUInt32(record.AsSpan(0, checkedBytes)));
    }

    private bool IsMarked(long slot) => (Volatile.Read(ref start[MarkOf(slot)]) & Bit(slot)) != 0;

    private long MarkOf(long slot) => header.BitmapOffset + slot / 8;

    private static int Bit(long slot) => 1 << (int)(slot % 8);

    private long OffsetOf(long slot) => header.RecordsOffset + slot * header.Stride;

    private void RequireRoom(long slot, int width)
    {
        if ((ulong)slot >= (ulong)header.Slots || width != Identity.Width)
            throw new ArgumentException($"Record {slot} of {width} values; the file has {header.Slots} records of {Identity.Width}.");
    }
}
